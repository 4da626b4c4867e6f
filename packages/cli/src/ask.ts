import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { adapterIds } from '@genai-devbench/adapters'
import { findConfigSet, listConfigSets } from '@genai-devbench/config-sets'
import { ExperimentName, PROVIDERS, isAddressNeeded } from '@genai-devbench/schema'
import { checkbox, input, select } from '@inquirer/prompts'
import type { NewExperimentOptions } from './commands/new-experiment.ts'
import { EXAMPLE_ADDRESS, checkGiven, knownProvider } from './experiment-request.ts'
import { freeName } from './free-name.ts'

/** Asks at the terminal for what `new-experiment` was not given, offering the config set's defaults. */
export async function askForMissing(
  given: NewExperimentOptions,
  sets: string,
  experimentsDir: string,
): Promise<NewExperimentOptions> {
  // Before the first question, not after the last.
  await checkGiven(given, sets, experimentsDir)
  const configSet = given.configSet ?? (await askConfigSet(sets))
  const { defaults } = (await findConfigSet(sets, configSet)).metadata
  const answers = {
    ...given,
    configSet,
    name:
      given.name ??
      (await input({
        message: 'Name of the experiment',
        default: freeName(configSet, experimentsDir),
        validate: (name) => nameFault(name, experimentsDir) ?? true,
      })),
    frameworks: given.frameworks ?? (await askFrameworks(defaults.frameworks)),
    model: given.model ?? (await input({ message: 'Model', default: defaults.model, required: true })),
    provider:
      given.provider ??
      (await select({
        message: 'Provider',
        default: defaults.provider,
        choices: PROVIDERS.map((value) => ({
          value,
          name:
            value === 'scripted'
              ? 'scripted (offline stand-in, no key, no evidence about frameworks)'
              : value,
        })),
      })),
  }
  if (!isAddressNeeded(knownProvider(answers.provider)) || given.baseUrl !== undefined) return answers
  return {
    ...answers,
    baseUrl: await input({
      message: `Address of the provider, such as ${EXAMPLE_ADDRESS[answers.provider]}`,
      required: true,
      validate: (url) => URL.canParse(url) || 'not a URL',
    }),
  }
}

async function askConfigSet(dir: string): Promise<string> {
  const listings = await listConfigSets(dir)
  return select({
    message: 'Config set',
    choices: listings.map((listing) =>
      'error' in listing
        ? { value: listing.name, disabled: '(broken)' }
        : { value: listing.name, description: listing.set.metadata.description },
    ),
  })
}

async function askFrameworks(defaults: readonly string[]): Promise<string[]> {
  return checkbox({
    message: 'Frameworks',
    required: true,
    choices: adapterIds().map((value) => ({ value, checked: defaults.includes(value) })),
  })
}

function nameFault(name: string, experimentsDir: string): string | undefined {
  const { error } = ExperimentName.safeParse(name)
  if (error) return error.issues[0]?.message ?? 'not a usable name'
  return existsSync(join(experimentsDir, name)) ? 'there is an experiment of that name' : undefined
}
