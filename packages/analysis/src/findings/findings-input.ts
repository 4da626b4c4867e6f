import type { Amendment, ExperimentConfig, RunRecord, Seal, Usage } from '@genai-devbench/schema'
import type { Evaluations } from './evaluations.ts'

/** A run that was begun and has no result: it does not count, but what it spent was spent. */
export interface UnfinishedRun {
  framework: string
  run: number
  reason: string
  /** Of all its attempts. */
  usage: Usage
}

export interface FindingsInput {
  config: ExperimentConfig
  /** The plan as the first run fixed it; without it the plan is that of the configuration. */
  seal?: Seal | undefined
  /** In the order in which they were made. */
  amendments?: readonly Amendment[]
  /** sha256 over everything under config/. */
  configSha256: string
  /** sha256 over records and evaluations. */
  inputSha256: string
  /** One for each finished run, in any order. */
  records: readonly RunRecord[]
  unfinished: readonly UnfinishedRun[]
  /** Of the runs that were evaluated. */
  evaluations?: Evaluations
}
