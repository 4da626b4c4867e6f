import { adapterIds } from '@genai-devbench/adapters'
import { type ConfigSet, configSetNames, findConfigSet } from '@genai-devbench/config-sets'
import {
  type ExperimentRequest,
  checkRequest,
  newExperimentPaths,
  planStopping,
} from '@genai-devbench/generator'
import { type Llm, PROVIDERS, UserError, availableHint, isAddressNeeded } from '@genai-devbench/schema'
import type { NewExperimentOptions } from './commands/new-experiment.ts'
import { freeName } from './free-name.ts'
import { OptionFaults } from './option-faults.ts'
import { positiveInteger, seed, temperature } from './program/option-values.ts'

/**
 * What `new-experiment` was asked for; what was not given comes from the config set. UserError with everything that is
 * wrong with it.
 */
export async function experimentRequest(
  options: NewExperimentOptions,
  setsDir: string,
  dir: string,
): Promise<{ configSet: ConfigSet; request: ExperimentRequest }> {
  const faults = new OptionFaults()
  const configSet = await faults.waitFor(chosenConfigSet(options.configSet, setsDir))
  const given = soundOptions(options, configSet, dir, faults)
  const { defaults } = configSet?.metadata ?? {}
  const provider = options.provider === undefined ? defaults?.provider : given.provider
  if (provider !== undefined) faults.of(() => checkAddress(provider, options))
  if (defaults !== undefined && provider !== undefined)
    faults.of(() => checkModel(provider, defaults, options))
  if (configSet === undefined || defaults === undefined || provider === undefined) return faults.fail()
  const { baseUrl, apiKeyEnv } = options
  const request = {
    name: freeName(configSet.metadata.name, dir),
    model: options.model ?? defaults.model,
    seed: 1,
    frameworks: defaults.frameworks.map(knownFramework),
    ...(baseUrl !== undefined && { baseUrl }),
    ...(apiKeyEnv !== undefined && { apiKeyEnv }),
    ...given,
    provider,
  }
  // The text can only be made with the address that some providers need.
  if (!isAddressNeeded(provider) || baseUrl !== undefined) faults.of(() => checkRequest(configSet, request))
  faults.throwAny()
  return { configSet, request }
}

/** UserError with everything that is wrong with what is given; what is not may still be asked for. */
export async function checkGiven(options: NewExperimentOptions, setsDir: string, dir: string): Promise<void> {
  const faults = new OptionFaults()
  const { configSet: name } = options
  const configSet = name === undefined ? undefined : await faults.waitFor(findConfigSet(setsDir, name))
  soundOptions(options, configSet, dir, faults)
  faults.throwAny()
}

async function chosenConfigSet(name: string | undefined, setsDir: string): Promise<ConfigSet> {
  if (name !== undefined) return findConfigSet(setsDir, name)
  throw new UserError('no_config_set', 'Which config set? Give --config-set.', {
    hint: `Available: ${(await configSetNames(setsDir)).join(', ')}.`,
  })
}

/** What of the options is sound by itself; the others go to `faults`. */
function soundOptions(
  options: NewExperimentOptions,
  configSet: ConfigSet | undefined,
  dir: string,
  faults: OptionFaults,
): Partial<ExperimentRequest> {
  const { name, frameworks, provider } = options
  for (const word of options.excess ?? []) faults.add(excessWord(word))
  const known = frameworks?.flatMap((id) => faults.of(() => givenFramework(id, options)) ?? [])
  const found = {
    name: name !== undefined && faults.of(() => newExperimentPaths(name, dir)) ? name : undefined,
    frameworks: known?.length === 0 ? undefined : known,
    provider: provider === undefined ? undefined : faults.of(() => knownProvider(provider)),
    temperature: faults.read('--temperature', options.temperature, temperature),
    seed: faults.read('--seed', options.seed, seed),
  }
  const runs = defined({
    minRuns: faults.read('--min-runs', options.minRuns, positiveInteger),
    maxRuns: faults.read('--max-runs', options.maxRuns, positiveInteger),
  })
  const isPlanned = configSet && faults.of(() => planStopping(configSet.template.stopping, runs))
  return { ...defined(found), ...(isPlanned && runs) }
}

export const excessWord = (word: string): UserError =>
  new UserError('bad_usage', `"${word}" belongs to no option.`, {
    hint: `If it is the name of the experiment: --name ${word}`,
  })

/** A word behind --frameworks is one of them, also where the name of the experiment was meant. */
function givenFramework(id: string, { name, from }: NewExperimentOptions): string {
  const known = adapterIds()
  if (known.includes(id) || (name ?? from) !== undefined) return knownFramework(id)
  throw unknownFramework(id, `If it is the name of the experiment: --name ${id}. ${availableHint(id, known)}`)
}

export function knownFramework(id: string): string {
  const known = adapterIds()
  if (known.includes(id)) return id
  throw unknownFramework(id, availableHint(id, known))
}

const unknownFramework = (id: string, hint: string): UserError =>
  new UserError('unknown_framework', `There is no framework "${id}".`, { hint })

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

function checkModel(
  provider: Llm['provider'],
  defaults: ConfigSet['metadata']['defaults'],
  { model }: NewExperimentOptions,
): void {
  if (provider !== 'anthropic' || defaults.provider === provider || model !== undefined) return
  throw new UserError(
    'bad_usage',
    `The config set's model ${defaults.model} is none of the provider ${provider}.`,
    { hint: 'Name one: --model claude-haiku-4-5' },
  )
}

const defined = <T extends object>(from: T): { [K in keyof T]?: NonNullable<T[K]> } =>
  Object.fromEntries(Object.entries(from).filter(([, value]) => value !== undefined)) as {
    [K in keyof T]?: NonNullable<T[K]>
  }
