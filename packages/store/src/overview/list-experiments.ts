import { existsSync } from 'node:fs'
import { readdir } from 'node:fs/promises'
import { join } from 'node:path'
import { UserError } from '@genai-devbench/schema'
import { experimentPaths } from '../experiment/experiment-paths.ts'
import { readRegistry, withRegistry } from '../experiment/registry.ts'
import { type ExperimentOverview, describeExperiment, unknownExperiment } from './describe-experiment.ts'

/** How many directories deep experiments are looked for: people sort them into folders. */
const DEPTH = 3

/**
 * All experiments below a directory, the last active first, and those of its registry whose directory is gone. An
 * experiment that was moved within it is found by its id.
 */
export async function listExperiments(experimentsDir: string): Promise<ExperimentOverview[]> {
  if (!existsSync(experimentsDir)) {
    throw new UserError('no_experiments', `There is no directory ${experimentsDir}.`, {
      hint: 'Make an experiment with new-experiment, or name another directory with --experiments-dir.',
    })
  }
  const found: ExperimentOverview[] = []
  for (const name of await experimentDirs(experimentsDir))
    found.push(await describeExperiment(experimentPaths(join(experimentsDir, name)), name))
  const ids = new Set(found.map(({ id }) => id))
  const { experiments } = await readRegistry(experimentsDir)
  const missing = Object.entries(experiments)
    .filter(([, { id, path }]) => !ids.has(id) && !existsSync(join(experimentsDir, path)))
    .map(([name, { id, path, created_at }]) => ({
      ...unknownExperiment(name, join(experimentsDir, path)),
      id,
      created_at,
    }))
  return [...found, ...missing].toSorted(byLastActivity)
}

/** Takes out of the registry what is gone from the directory; returns the names. */
export async function forgetMissing(experimentsDir: string): Promise<string[]> {
  const forgotten: string[] = []
  await withRegistry(experimentsDir, async (registry, save) => {
    for (const [name, { path }] of Object.entries(registry.experiments)) {
      if (existsSync(join(experimentsDir, path))) continue
      delete registry.experiments[name]
      forgotten.push(name)
    }
    await save()
  })
  return forgotten
}

/** Paths from `root`, with forward slashes. What is below an experiment is part of it. */
async function experimentDirs(root: string, inner = '', depth = DEPTH): Promise<string[]> {
  const entries = await readdir(join(root, inner), { withFileTypes: true })
  const names = entries
    .filter((entry) => !entry.name.startsWith('.') && (entry.isDirectory() || entry.isSymbolicLink()))
    .map(({ name }) => (inner === '' ? name : `${inner}/${name}`))
  const nested = names.map(async (name) => {
    const { configFile, experimentFile } = experimentPaths(join(root, name))
    if (existsSync(configFile) || existsSync(experimentFile)) return [name]
    return depth === 1 ? [] : experimentDirs(root, name, depth - 1).catch(() => [])
  })
  return (await Promise.all(nested)).flat()
}

const byLastActivity = (a: ExperimentOverview, b: ExperimentOverview): number =>
  (b.last_activity ?? '').localeCompare(a.last_activity ?? '') || a.name.localeCompare(b.name)
