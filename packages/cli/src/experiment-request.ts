import { adapterIds } from '@genai-devbench/adapters'
import type { ConfigSet } from '@genai-devbench/config-sets'
import type { ExperimentRequest } from '@genai-devbench/generator'
import { type Llm, PROVIDERS, UserError, availableHint, isAddressNeeded } from '@genai-devbench/schema'
import type { NewExperimentOptions } from './commands/new-experiment.ts'
import { freeName } from './free-name.ts'

/** What was not given comes from the config set. */
export function experimentRequest(
  options: NewExperimentOptions,
  { metadata: { name, defaults } }: ConfigSet,
  dir: string,
): ExperimentRequest {
  const provider = knownProvider(options.provider ?? defaults.provider)
  checkAddress(provider, options)
  if (provider === 'anthropic' && defaults.provider !== provider && options.model === undefined) {
    throw new UserError(
      'bad_usage',
      `The config set's model ${defaults.model} is none of the provider ${provider}.`,
      { hint: 'Name one: --model claude-haiku-4-5' },
    )
  }
  return {
    name: options.name ?? freeName(name, dir),
    model: options.model ?? defaults.model,
    seed: options.seed ?? 1,
    frameworks: (options.frameworks ?? defaults.frameworks).map(knownFramework),
    provider,
    ...pick(options, ['temperature', 'baseUrl', 'apiKeyEnv', 'minRuns', 'maxRuns']),
  }
}

export function knownFramework(id: string): string {
  const known = adapterIds()
  if (known.includes(id)) return id
  throw new UserError('unknown_framework', `There is no framework "${id}".`, {
    hint: availableHint(id, known),
  })
}

export function knownProvider(name: string): Llm['provider'] {
  const provider = PROVIDERS.find((known) => known === name)
  if (provider) return provider
  if (name === 'replay') {
    throw new UserError('bad_usage', 'The provider replay answers from a recorded experiment.', {
      hint: 'Name it: new-experiment --from my_test --provider replay',
    })
  }
  throw new UserError('unknown_provider', `There is no provider "${name}".`, {
    hint: availableHint(name, PROVIDERS),
  })
}

export const EXAMPLE_ADDRESS: Record<string, string> = {
  'openai-compatible': 'http://localhost:11434/v1',
  'azure-openai': 'https://NAME.openai.azure.com',
}

/** What has no meaning for a provider is an error, not passed over. */
function checkAddress(provider: Llm['provider'], { baseUrl, apiKeyEnv }: NewExperimentOptions): void {
  if (provider === 'scripted' && (baseUrl ?? apiKeyEnv) !== undefined) {
    throw new UserError(
      'bad_usage',
      `The provider scripted answers offline; it has no use for ${baseUrl === undefined ? '--api-key-env' : '--base-url'}.`,
      {
        hint: 'Leave the option out, or give another --provider.',
      },
    )
  }
  if (isAddressNeeded(provider) && baseUrl === undefined) {
    throw new UserError('bad_usage', `The provider ${provider} needs --base-url.`, {
      hint: `For example --base-url ${EXAMPLE_ADDRESS[provider]}`,
    })
  }
}

function pick<T extends object, K extends keyof T>(
  from: T,
  keys: readonly K[],
): { [P in K]?: NonNullable<T[P]> } {
  return Object.fromEntries(keys.filter((key) => from[key] !== undefined).map((key) => [key, from[key]])) as {
    [P in K]?: NonNullable<T[P]>
  }
}
