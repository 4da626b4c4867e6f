import { UserError } from '@genai-devbench/schema'

/** Any JSON below `expected`; null means undefined or infinite, an absent key is not checked. */
export type GoldenValue = number | boolean | string | null | GoldenValue[] | { [key: string]: GoldenValue }

export interface GoldenCase {
  id: string
  /** Decides which figures are computed: groups, proportions, sequential, ... */
  kind: string
  groups: Record<string, number[]>
  input: Record<string, GoldenValue>
  expected: { [key: string]: GoldenValue }
}

/** @throws UserError when the text is not a golden file. */
export function parseGolden(text: string, name: string): GoldenCase[] {
  let parsed: unknown
  try {
    parsed = JSON.parse(text)
  } catch (cause) {
    throw notGolden(name, cause)
  }
  if (typeof parsed !== 'object' || parsed === null || !('cases' in parsed) || !Array.isArray(parsed.cases)) {
    throw notGolden(name)
  }
  return parsed.cases.map((entry: Partial<GoldenCase>) => {
    if (
      typeof entry?.id !== 'string' ||
      typeof entry.kind !== 'string' ||
      typeof entry.expected !== 'object'
    ) {
      throw notGolden(name)
    }
    return {
      id: entry.id,
      kind: entry.kind,
      groups: entry.groups ?? {},
      input: entry.input ?? {},
      expected: entry.expected,
    }
  })
}

/** The number under a key. @throws UserError when there is none. */
export function numberAt(record: GoldenValue | undefined, key: string): number {
  const value =
    typeof record === 'object' && record !== null && !Array.isArray(record) ? record[key] : undefined
  if (typeof value === 'number') return value
  throw new UserError('NOT_A_GOLDEN_FILE', `no number "${key}" in ${JSON.stringify(record)}.`, {
    hint: 'Compare the case with another one of its kind.',
  })
}

function notGolden(name: string, cause?: unknown): UserError {
  return new UserError('NOT_A_GOLDEN_FILE', `${name} is not a golden file.`, {
    hint: 'It is JSON of the form {generator, conventions, cases: [{id, kind, tags, groups, input, expected}]}.',
    cause,
  })
}
