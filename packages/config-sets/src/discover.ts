import { existsSync } from 'node:fs'
import { readdir } from 'node:fs/promises'
import { join } from 'node:path'
import { availableHint } from '@genai-devbench/schema/documents/nearest'
import { ValidationError } from '@genai-devbench/schema/problem'
import { UserError } from '@genai-devbench/schema/user-error'
import { type ConfigSet, loadConfigSet } from './load-config-set.ts'

/** A config set as found: usable, or with what is wrong with it. */
export type ConfigSetListing = { name: string; set: ConfigSet } | { name: string; error: ValidationError }

/** Every directory with a metadata.yaml, sorted by name. A broken one never hides the others. */
export async function listConfigSets(root: string): Promise<ConfigSetListing[]> {
  return Promise.all(
    (await configSetNames(root)).map(async (name) => {
      try {
        return { name, set: await loadConfigSet(join(root, name)) }
      } catch (error) {
        if (error instanceof ValidationError) return { name, error }
        throw error
      }
    }),
  )
}

/** Loads the config set of a name. UserError that lists what there is when it is unknown. */
export async function findConfigSet(root: string, name: string): Promise<ConfigSet> {
  const names = await configSetNames(root)
  if (!names.includes(name)) {
    throw new UserError('unknown_config_set', `There is no config set "${name}" in ${root}.`, {
      hint: availableHint(name, names),
    })
  }
  return loadConfigSet(join(root, name))
}

/** Names of the directories with a metadata.yaml, sorted. UserError when the root cannot be read. */
export async function configSetNames(root: string): Promise<string[]> {
  try {
    const entries = await readdir(root, { withFileTypes: true })
    return entries
      .filter((entry) => existsSync(join(root, entry.name, 'metadata.yaml')))
      .map((entry) => entry.name)
      .toSorted()
  } catch (error) {
    throw new UserError(
      'no_config_sets',
      `The config sets directory ${root} cannot be read (${(error as NodeJS.ErrnoException).code}).`,
      {
        hint: 'Name another with --config-sets-dir or DEVBENCH_CONFIG_SETS_DIR.',
        cause: error,
      },
    )
  }
}
