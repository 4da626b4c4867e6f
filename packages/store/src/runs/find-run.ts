import { basename } from 'node:path'
import { UserError } from '@genai-devbench/schema'
import { type ExperimentPaths, type RunPaths } from '../experiment/experiment-paths.ts'
import { runDirs } from './run-records.ts'

export interface FoundRun {
  framework: string
  run: number
  paths: RunPaths
}

/**
 * A run that was begun, by `run_003`, `3` or `chatdev/run_003`. UserError when there is none, or one of several frameworks and
 * `framework` does not say which.
 */
export async function findRun(
  paths: ExperimentPaths,
  name: string,
  framework: string | undefined,
): Promise<FoundRun> {
  const match = /^(?:([^/]+)\/)?(?:run_)?(\d{1,9})$/.exec(name)
  const wanted = match?.[1] ?? framework
  if (!match || (framework !== undefined && wanted !== framework)) {
    throw new UserError(
      'bad_run',
      `"${name}" is no run${framework === undefined ? '' : ` of ${framework}`}.`,
      {
        hint: `Give its number, as in run_003${framework === undefined ? ' or chatdev/run_003' : ''}.`,
      },
    )
  }
  const begun = await begunRuns(paths)
  const found = begun.filter(
    ({ framework: id, run }) => run === Number(match[2]) && (wanted === undefined || id === wanted),
  )
  const [only, another] = found
  if (only === undefined) {
    throw new UserError(
      'unknown_run',
      `${basename(paths.root)} has no run ${Number(match[2])}${wanted === undefined ? '' : ` of ${wanted}`}.`,
      {
        hint:
          begun.length === 0
            ? `None was begun: run-experiment ${basename(paths.root)}`
            : `There are: ${listed(begun)}.`,
      },
    )
  }
  if (another !== undefined) {
    throw new UserError(
      'ambiguous_run',
      `${found.length} frameworks have a run ${only.run}: ${found.map(({ framework: id }) => id).join(', ')}.`,
      {
        hint: `Say which: --framework ${only.framework}, or ${only.framework}/${basename(only.paths.root)}.`,
      },
    )
  }
  return only
}

async function begunRuns(paths: ExperimentPaths): Promise<FoundRun[]> {
  const runs = (await runDirs(paths)).map(({ key, paths: run }) => {
    const [framework = '', number] = key.split('#')
    return { framework, run: Number(number), paths: run }
  })
  return runs.toSorted((a, b) =>
    a.framework === b.framework ? a.run - b.run : a.framework < b.framework ? -1 : 1,
  )
}

/** `chatdev 1 to 5, metagpt 1 to 4`, whatever is missing in between. */
function listed(runs: readonly FoundRun[]): string {
  const frameworks = [...new Set(runs.map(({ framework }) => framework))]
  return frameworks
    .map((id) => {
      const numbers = runs.filter(({ framework }) => framework === id).map(({ run }) => run)
      return `${id} ${numbers.length === 1 ? numbers[0] : `${numbers[0]} to ${numbers.at(-1)}`}`
    })
    .join(', ')
}
