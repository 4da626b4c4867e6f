import { readFile } from 'node:fs/promises'
import {
  ExperimentMeta,
  type FinishReason,
  type LastEnding,
  type LockHolder,
  ValidationError,
  formatProblem,
} from '@genai-devbench/schema'
import { runnerAtWork } from '../experiment/experiment-lock.ts'
import type { ExperimentPaths } from '../experiment/experiment-paths.ts'
import { loadConfig } from '../experiment/load-config.ts'
import { filesInForce, readAmendments } from '../seal/amendments.ts'
import { hashConfig, readSeal } from '../seal/seal.ts'
import { readFinishedRuns } from './finished-runs.ts'
import { readEnding } from './last-ending.ts'

/**
 * How an experiment stands. `part_done`: its last `run-experiment` was told to make only some of the runs; `invalid`:
 * its configuration cannot be run; `damaged`: it cannot be told; `missing`: its directory is gone.
 */
export type ExperimentStatus =
  | 'not_started'
  | 'running'
  | 'finished'
  | 'part_done'
  | 'interrupted'
  | 'infrastructure'
  | 'budget_exceeded'
  | 'stage_failed'
  | 'invalid'
  | 'damaged'
  | 'missing'

/** What a list of experiments says of each; null where it is not known. */
export interface ExperimentOverview {
  name: string
  /** Absolute. */
  path: string
  id: string | null
  status: ExperimentStatus
  /** Why it ended, when it is finished. */
  finish_reason: FinishReason | null
  /** Who is at work on it. */
  runner: LockHolder | null
  runs: { finished: number; planned: number } | null
  /** As sealed by the first run, or as it is before that. */
  config_sha256: string | null
  sealed: boolean | null
  /** Whether config/ is no longer as it was sealed: then it cannot go on as it is. */
  config_changed: boolean | null
  model: string | null
  created_at: string | null
  last_activity: string | null
  /** Why the status is invalid or damaged. */
  error: string | null
}

/** Never throws: what is wrong with one experiment hides no other. */
export async function describeExperiment(paths: ExperimentPaths, name: string): Promise<ExperimentOverview> {
  const meta = await readMeta(paths)
  const overview: ExperimentOverview = {
    ...unknownExperiment(name, paths.root),
    id: meta?.id ?? null,
    created_at: meta?.created_at ?? null,
    last_activity: meta?.created_at ?? null,
  }
  try {
    return { ...overview, ...(await standing(paths, overview)) }
  } catch (error) {
    return error instanceof ValidationError
      ? { ...overview, status: 'invalid', error: error.problems.map(formatProblem).join('\n') }
      : { ...overview, status: 'damaged', error: (error as Error).message }
  }
}

export const unknownExperiment = (name: string, path: string): ExperimentOverview => ({
  name,
  path,
  id: null,
  status: 'missing',
  finish_reason: null,
  runner: null,
  runs: null,
  config_sha256: null,
  sealed: null,
  config_changed: null,
  model: null,
  created_at: null,
  last_activity: null,
  error: null,
})

async function standing(
  paths: ExperimentPaths,
  { created_at }: ExperimentOverview,
): Promise<Partial<ExperimentOverview>> {
  const seal = await readSeal(paths)
  const { config, problems } = await loadConfig(paths)
  if (config === undefined || problems.length > 0)
    throw new ValidationError('The configuration is not valid', problems)
  const finished = await readFinishedRuns(paths)
  const ending = await readEnding(paths)
  const runner = (await runnerAtWork(paths)) ?? null
  const { sha256 } = await hashConfig(paths)
  const sealed = seal && filesInForce(seal, await readAmendments(paths))
  const planned = config.frameworks.length * config.stopping.max_runs
  return {
    ...statusOf({
      isBegun: sealed !== undefined,
      isRunning: runner !== null,
      // Stages may be left when all runs are made: then the ending alone says that it is finished.
      isComplete: finished.length >= planned && config.stages === undefined,
      ending,
    }),
    runner,
    runs: { finished: finished.length, planned },
    config_sha256: sealed?.sha256 ?? sha256,
    sealed: sealed !== undefined,
    config_changed: sealed !== undefined && sealed.sha256 !== sha256,
    model: config.model,
    last_activity: latest([
      created_at,
      seal?.sealed_at,
      ending?.ended_at,
      runner?.since,
      ...finished.map(({ ended_at }) => ended_at),
    ]),
  }
}

function statusOf({
  isBegun,
  isRunning,
  isComplete,
  ending,
}: {
  isBegun: boolean
  isRunning: boolean
  isComplete: boolean
  ending: LastEnding | undefined
}): Pick<ExperimentOverview, 'status' | 'finish_reason'> {
  const unfinished = (status: ExperimentStatus) => ({ status, finish_reason: null })
  if (isRunning) return unfinished('running')
  switch (ending?.reason) {
    case 'target_met':
    case 'max_runs':
    case 'mean_not_separated_from_zero':
    case 'stages_done':
      return { status: 'finished', finish_reason: ending.reason }
    default:
      if (isComplete) return { status: 'finished', finish_reason: 'max_runs' }
      // No ending was written: the runner was killed.
      return unfinished(ending?.reason ?? (isBegun ? 'interrupted' : 'not_started'))
  }
}

const latest = (times: readonly (string | null | undefined)[]): string | null =>
  times.reduce<string | null>((last, time) => (time && (last === null || time > last) ? time : last), null)

async function readMeta({ experimentFile }: ExperimentPaths): Promise<ExperimentMeta | undefined> {
  const read = await readFile(experimentFile, 'utf8')
    .then(JSON.parse)
    .catch(() => undefined)
  return ExperimentMeta.safeParse(read).data
}
