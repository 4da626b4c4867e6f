import {
  type ExperimentConfig,
  METRIC_IDS,
  type MetricId,
  type RunEvaluation,
  type RunRecord,
  type RunResult,
  isResult,
} from '@genai-devbench/schema'
import { type MetricSettings, metricValue } from '../metric-value.ts'
import { fixedSample } from '../statistics/fixed-sample.ts'
import { type Evaluations, evaluationOf } from './evaluations.ts'
import type { UnfinishedRun } from './findings-input.ts'

/** One framework of the experiment with all it did, in the order of the runs. */
export interface Arm {
  id: string
  adapter: string
  records: readonly RunRecord[]
  /** The same runs with their value of every metric. */
  runs: readonly RunResult[]
  unfinished: readonly UnfinishedRun[]
}

/**
 * The frameworks in the order of the config, each with the runs that count: completed, failed and timed out alike
 * (intention to treat). A framework that has runs but is no longer in the config comes after them.
 */
export function armsOf(
  config: ExperimentConfig,
  records: readonly RunRecord[],
  unfinished: readonly UnfinishedRun[],
  evaluations: Evaluations = new Map(),
): Arm[] {
  const counted = records
    .filter(({ outcome }) => outcome !== null && isResult(outcome))
    .toSorted((a, b) => a.run - b.run)
  const declared = config.frameworks.map(({ id, adapter }) => ({ id, adapter }))
  const others = counted.filter(({ framework }) => declared.every(({ id }) => id !== framework))
  const removed = new Map(others.map(({ framework, adapter }) => [framework, adapter]))
  const arms = [
    ...declared,
    ...[...removed].map(([id, adapter]) => ({ id, adapter })).toSorted((a, b) => (a.id < b.id ? -1 : 1)),
  ]
  return arms.map(({ id, adapter }) => {
    const own = counted.filter(({ framework }) => framework === id)
    return {
      id,
      adapter,
      records: own,
      runs: own.map((record) => runResult(record, config, evaluationOf(evaluations, record))),
      unfinished: unfinished.filter(({ framework }) => framework === id).toSorted((a, b) => a.run - b.run),
    }
  })
}

/** An arm's known values of a metric, the same array each time. */
export function valuesOf({ runs }: Arm, metric: MetricId): readonly number[] {
  const known = samplesOf.get(runs) ?? new Map<MetricId, readonly number[]>()
  samplesOf.set(runs, known)
  const values = known.get(metric) ?? fixedSample(numbersOf(runs, metric))
  known.set(metric, values)
  return values
}

const samplesOf = new WeakMap<readonly RunResult[], Map<MetricId, readonly number[]>>()

const numbersOf = (runs: readonly RunResult[], metric: MetricId): number[] =>
  runs.map(({ values }) => values[metric]).filter((value) => typeof value === 'number')

function runResult(
  record: RunRecord,
  settings: MetricSettings,
  evaluation: RunEvaluation | undefined,
): RunResult {
  const { framework, run, outcome, reason, attempt, block_position } = record
  if (outcome === null) throw new Error(`run ${run} of ${framework} has no outcome`)
  const known = METRIC_IDS.map((metric) => ({ metric, ...metricValue(record, metric, settings, evaluation) }))
  const ended = record.steps.find((step) => step.outcome !== 'passed')
  return {
    framework,
    run,
    outcome,
    ...(ended && { failure: { step: ended.id, reason: ended.reason ?? reason ?? 'no reason was recorded' } }),
    attempt,
    block_position,
    values: Object.fromEntries(known.map(({ metric, value }) => [metric, value])),
    reasons: Object.fromEntries(
      known.flatMap((entry) => (entry.value === null ? [[entry.metric, entry.reason]] : [])),
    ),
  }
}
