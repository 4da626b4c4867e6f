import { existsSync } from 'node:fs'
import { readdir } from 'node:fs/promises'
import { isAbsolute, join, resolve } from 'node:path'
import { UserError, nearestHint } from '@genai-devbench/schema'
import { type ExperimentPaths, experimentPaths } from './experiment-paths.ts'

/** A bare name is looked up in the experiments directory; anything with a slash is a path. UserError when it is none. */
export async function findExperiment(nameOrPath: string, experimentsDir: string): Promise<ExperimentPaths> {
  const isPath = isAbsolute(nameOrPath) || /[/\\]/.test(nameOrPath) || ['.', '..'].includes(nameOrPath)
  const paths = experimentPaths(isPath ? resolve(nameOrPath) : join(resolve(experimentsDir), nameOrPath))
  if (existsSync(paths.configFile)) return paths
  if (existsSync(paths.root)) {
    throw new UserError(
      'not_an_experiment',
      `${paths.root} is not an experiment: config/config.yaml is missing.`,
      { hint: 'Name a directory that new-experiment made.' },
    )
  }
  const names = await experimentNames(experimentsDir)
  throw new UserError(
    'unknown_experiment',
    `There is no experiment "${nameOrPath}" (looked for ${paths.root}).`,
    {
      hint:
        names.length === 0
          ? 'Make one with new-experiment, or name another directory with --experiments-dir.'
          : nearestHint(nameOrPath, names),
    },
  )
}

async function experimentNames(experimentsDir: string): Promise<string[]> {
  if (!existsSync(experimentsDir)) return []
  const entries = await readdir(experimentsDir)
  return entries.filter((name) => existsSync(experimentPaths(join(experimentsDir, name)).configFile))
}
