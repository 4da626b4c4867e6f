import { existsSync } from 'node:fs'
import { resolve } from 'node:path'
import { fileURLToPath } from 'node:url'

// Beside the packages in the workspace, inside the package when published.
const BUNDLED_CONFIG_SETS = ['../../../config_sets', './config_sets'].map((path) =>
  fileURLToPath(new URL(path, import.meta.url)),
)

/** Directory of the curated config sets: the option, else the environment, else those that came with the toolkit. */
export function configSetsDir(option: string | undefined): string {
  const chosen = option || process.env['DEVBENCH_CONFIG_SETS_DIR']
  if (chosen) return resolve(chosen)
  return BUNDLED_CONFIG_SETS.find((path) => existsSync(path)) ?? resolve('config_sets')
}

/** Directory of the experiments: the option, else the environment, else `experiments` here. Absolute. */
export function experimentsDir(option: string | undefined): string {
  return resolve(option || process.env['DEVBENCH_EXPERIMENTS_DIR'] || 'experiments')
}
