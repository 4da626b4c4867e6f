import { adapterIds } from '@genai-devbench/adapters'
import { findConfigSet, listConfigSets } from '@genai-devbench/config-sets'
import { ExperimentName, PROVIDERS } from '@genai-devbench/schema'
import { checkbox, input, select } from '@inquirer/prompts'
import type { NewExperimentOptions } from './commands/new-experiment.ts'
import { freeName } from './free-name.ts'
import { configSetsDir } from './toolkit-paths.ts'

/** Asks at the terminal for what `new-experiment` was not given, offering the config set's defaults. */
export async function askForMissing(given: NewExperimentOptions, experimentsDir: string): Promise<NewExperimentOptions> {
  const sets = configSetsDir(given.configSetsDir)
  const configSet = given.configSet ?? (await askConfigSet(sets))
  const { defaults } = (await findConfigSet(sets, configSet)).metadata
  return {
    ...given,
    configSet,
    name: given.name ?? (await input({ message: 'Name of the experiment', default: freeName(configSet, experimentsDir), validate: isUsableName })),
    frameworks: given.frameworks ?? (await askFrameworks(defaults.frameworks)),
    model: given.model ?? (await input({ message: 'Model', default: defaults.model, required: true })),
    provider:
      given.provider ??
      (await select({
        message: 'Provider',
        default: defaults.provider,
        choices: PROVIDERS.map((value) => ({ value, name: value === 'scripted' ? 'scripted (offline stand-in, no key, no evidence about frameworks)' : value })),
      })),
  }
}

async function askConfigSet(dir: string): Promise<string> {
  const listings = await listConfigSets(dir)
  return select({
    message: 'Config set',
    choices: listings.map((listing) => ('error' in listing ? { value: listing.name, disabled: '(broken)' } : { value: listing.name, description: listing.set.metadata.description })),
  })
}

async function askFrameworks(defaults: readonly string[]): Promise<string[]> {
  return checkbox({
    message: 'Frameworks',
    required: true,
    choices: adapterIds().map((value) => ({ value, checked: defaults.includes(value) })),
  })
}

function isUsableName(name: string): true | string {
  const parsed = ExperimentName.safeParse(name)
  return parsed.success || (parsed.error.issues[0]?.message ?? 'not a usable name')
}
