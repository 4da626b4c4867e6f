export const PLACEHOLDERS = [
  'prompt',
  'prompt_file',
  'workspace',
  'scratch',
  'base_url',
  'api_key',
  'model',
  'temperature',
  'seed',
  'step_id',
] as const
type Placeholder = (typeof PLACEHOLDERS)[number]

const PATTERN = /\{([a-z_]+)\}/g

export function unknownPlaceholders(template: string): string[] {
  return [...template.matchAll(PATTERN)]
    .map(([, name = '']) => name)
    .filter((name) => !PLACEHOLDERS.includes(name as Placeholder))
}

/** One pass, so that a prompt which itself contains `{model}` stays as it is. */
export function fillTemplate(template: string, values: Record<Placeholder, string>): string {
  return template.replace(PATTERN, (_whole, name: Placeholder) => values[name])
}
