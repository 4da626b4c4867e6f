import { type UnfinishedRun, armsOf, frameworkResult, totalSpending } from '@genai-devbench/analysis'
import type { ExperimentConfig, FrameworkResult, Results, RunRecord } from '@genai-devbench/schema'
import { type ExperimentPaths, readJournal } from '@genai-devbench/store'
import { findUnfinishedRuns } from './unfinished-runs.ts'

/** What was done of an experiment so far, and what it spent. */
export interface Progress {
  /** In the order of config.yaml. */
  frameworks: FrameworkResult[]
  totals: Results['totals']
  /** Attempts that do not count, of runs that were made again. */
  abandoned: (Pick<RunRecord, 'framework' | 'run'> & RunRecord['abandoned_attempts'][number])[]
  /** Runs that were begun and have no result, with what all their attempts spent. */
  unfinished: UnfinishedRun[]
}

/** Reads without changing anything, also while a runner is at work. */
export async function readProgress(paths: ExperimentPaths, config: ExperimentConfig): Promise<Progress> {
  const records = await readJournal(paths)
  const unfinished = await findUnfinishedRuns(paths, config, records)
  const frameworks = armsOf(config, records, unfinished).map(frameworkResult)
  const abandoned = records.flatMap(({ framework, run, abandoned_attempts }) =>
    abandoned_attempts.map((attempt) => ({ framework, run, ...attempt })),
  )
  return { frameworks, totals: totalSpending(frameworks), abandoned, unfinished }
}
