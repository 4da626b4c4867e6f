import { basename, dirname } from 'node:path'
import { type ComparedExperiment, differencesBetween } from '@genai-devbench/analysis'
import { sha256 } from '@genai-devbench/files'
import { type DescribedExperiments, type ExperimentDifference, UserError } from '@genai-devbench/schema'
import { type ExperimentPaths, loadRuns } from '@genai-devbench/store'

/**
 * The experiments with all their runs, each under a name of its own.
 * @throws UserError when one has no finished run, or its configuration is not valid or not the sealed one.
 */
export function loadCompared(all: readonly ExperimentPaths[]): Promise<ComparedExperiment[]> {
  const names = uniqueNames(all.map(({ root }) => root))
  return Promise.all(all.map((paths, index) => load(paths, names[index] ?? paths.root)))
}

/** Directory names, with as much of the path before them as tells them apart. */
function uniqueNames(roots: readonly string[]): string[] {
  return roots.map((root) => {
    let name = basename(root)
    let parent = dirname(root)
    const isClear = (): boolean =>
      roots.every((other) => other === root || !`/${other}`.endsWith(`/${name}`)) ||
      dirname(parent) === parent
    while (!isClear()) {
      name = `${basename(parent)}/${name}`
      parent = dirname(parent)
    }
    return name
  })
}

async function load(paths: ExperimentPaths, name: string): Promise<ComparedExperiment> {
  const { hitl, ...loaded } = await loadRuns(paths)
  if (loaded.records.length === 0) {
    throw new UserError('no_runs', `${paths.root} has no finished run to compare.`, {
      hint: `Run it first: run-experiment ${name}`,
    })
  }
  return {
    name,
    ...loaded,
    hitl: Object.fromEntries(Object.entries(hitl).map(([text, content]) => [text, sha256(content)])),
  }
}

/** @throws UserError with all differences of that gravity, when there are any. */
export function refuseDifferences(
  experiments: readonly ComparedExperiment[],
  isGrave: (difference: ExperimentDifference) => boolean,
  { message, hint }: { message: string; hint: string },
): void {
  const grave = differencesBetween(experiments).filter(isGrave)
  if (grave.length === 0) return
  const lines = grave.map(
    ({ what, values }) =>
      `  - ${what}: ${values.map((value, index) => `${experiments[index]?.name} ${value}`).join('; ')}`,
  )
  throw new UserError('not_comparable', `${message}:\n${lines.join('\n')}`, { hint })
}

export const noSharedFramework = (
  what: string,
  experiments: DescribedExperiments['experiments'],
): UserError =>
  new UserError(
    'no_shared_framework',
    `${what}: ${experiments
      .map(({ name, runs }) => `${name} has ${Object.keys(runs).join(', ')}`)
      .join('; ')}.`,
    { hint: 'Frameworks are matched by their id in config.yaml.' },
  )
