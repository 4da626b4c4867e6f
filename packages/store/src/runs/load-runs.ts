import { sha256 } from '@genai-devbench/files'
import {
  type Amendment,
  type ExperimentConfig,
  type RunRecord,
  type Seal,
  ValidationError,
} from '@genai-devbench/schema'
import type { ExperimentPaths } from '../experiment/experiment-paths.ts'
import { findFinishedRuns } from './finished-runs.ts'
import { type RunEvaluations, readEvaluations } from './evaluations.ts'
import { type LoadedConfig, loadConfig } from '../experiment/load-config.ts'
import { readAmendments } from '../seal/amendments.ts'
import { checkSeal, readSeal } from '../seal/seal.ts'

/** An experiment as it can be analysed: its configuration, that of its runs, and what has finished. */
export interface LoadedRuns extends Pick<LoadedConfig, 'prompts' | 'hitl'> {
  config: ExperimentConfig
  /** sha256 over everything under config/. */
  configSha256: string
  /** Absent before the first run, or when it was lost. */
  seal: Seal | undefined
  /** In the order in which they were made. */
  amendments: Amendment[]
  /** By framework and run: the order in which runs happened to finish must not show. */
  records: RunRecord[]
  /** In the same order, of those that have one. */
  evaluations: RunEvaluations
  /** sha256 over records and evaluations. */
  inputSha256: string
}

/** @throws UserError when the configuration is not valid, or not the one that was sealed. */
export async function loadRuns(paths: ExperimentPaths): Promise<LoadedRuns> {
  const { sha256: configSha256 } = await checkSeal(paths)
  const { config, prompts, hitl, problems } = await loadConfig(paths)
  if (!config) throw new ValidationError(`The experiment ${paths.root} is not valid`, problems)
  const found = await findFinishedRuns(paths, withHash, { trustCopies: true })
  const runs = inOrder(found.runs, config)
  const records = runs.map(({ record }) => record)
  const evaluations = readEvaluations(paths, records)
  return {
    config,
    configSha256,
    seal: await readSeal(paths),
    amendments: await readAmendments(paths),
    prompts,
    hitl,
    records,
    evaluations,
    inputSha256: sha256(
      [
        ...runs.map((run) => run.sha256),
        ...[...evaluations.values()].map((evaluation) => sha256(JSON.stringify(evaluation))),
      ].join('\n'),
    ),
  }
}

interface HashedRun {
  record: RunRecord
  sha256: string
}

/** Of the value as it was read: that is the same whether the record was held against the schema or trusted. */
const withHash = (record: RunRecord, value: unknown): HashedRun => ({
  record,
  sha256: sha256(JSON.stringify(value)),
})

function inOrder(runs: readonly HashedRun[], { frameworks }: ExperimentConfig): HashedRun[] {
  const place = new Map(frameworks.map(({ id }, index) => [id, index]))
  return runs.toSorted(
    ({ record: a }, { record: b }) =>
      (place.get(a.framework) ?? place.size) - (place.get(b.framework) ?? place.size) || a.run - b.run,
  )
}
