import type { ExperimentConfig, MetricId, Results, RunRecord, StoppingCheck } from '@genai-devbench/schema'
import { metricValue } from '../metric-value.ts'
import {
  type Samples,
  type StoppingDecision,
  decideStopping,
  firstCheck,
} from '../statistics/stopping/lock-step.ts'
import { COVERAGE } from './metrics/estimate-interval.ts'

/** What the stopping rule of an experiment says of the first n runs of each framework; later ones are not looked at. */
export function decideAfter(
  { stopping, frameworks, metrics }: Pick<ExperimentConfig, 'stopping' | 'frameworks' | 'metrics'>,
  records: readonly RunRecord[],
  n: number,
): StoppingDecision {
  const looked = stopping.mode === 'fixed' ? [] : stopping.metrics.map(({ metric }) => metric)
  const valuesOf = (framework: string, metric: MetricId): number[] =>
    records
      .filter((record) => record.framework === framework && record.run <= n)
      .toSorted((a, b) => a.run - b.run)
      .map((record) => metricValue(record, metric, metrics).value)
      .filter((value) => value !== null)
  const samples: Samples = Object.fromEntries(
    frameworks.map(({ id }) => [
      id,
      Object.fromEntries(looked.map((metric) => [metric, valuesOf(id, metric)])),
    ]),
  )
  return decideStopping(stopping, n, samples)
}

/** One look of the stopping rule. */
export interface StoppingLook {
  /** Runs of each framework. */
  n: number
  reason: StoppingDecision['reason']
  checks: StoppingCheck[]
}

/** Changes whenever the rule would decide otherwise on the same runs. */
const RULE_VERSION = 1

/** The rule in force, all it saw, and what it decided. */
export function stoppingResult(config: ExperimentConfig, records: readonly RunRecord[]): Results['stopping'] {
  const { stopping } = config
  const { mode, max_runs, confidence_level } = stopping
  const path = stoppingPath(config, records)
  return {
    mode,
    rule_version: RULE_VERSION,
    ...(mode !== 'fixed' && { min_runs: stopping.min_runs }),
    max_runs,
    ...('batch' in stopping && { batch: stopping.batch }),
    confidence_level,
    targets: mode === 'fixed' ? [] : stopping.metrics,
    coverage: COVERAGE[mode],
    reason: path.at(-1)?.reason ?? null,
    n_final: runsOfEach(config, records),
    path,
  }
}

/** Every look that the rule has taken at the finished runs, in order: the last one says why the experiment stopped. */
export function stoppingPath(config: ExperimentConfig, records: readonly RunRecord[]): StoppingLook[] {
  const made = runsOfEach(config, records)
  const path: StoppingLook[] = []
  for (let n: number | null = firstCheck(config.stopping); n !== null && n <= made;) {
    const { reason, checks, next } = decideAfter(config, records, n)
    path.push({ n, reason, checks })
    n = next
  }
  return path
}

const runsOfEach = ({ frameworks }: ExperimentConfig, records: readonly RunRecord[]): number =>
  Math.min(...frameworks.map(({ id }) => firstGap(records.filter(({ framework }) => framework === id))))

/** How many runs there are from the first one on without a gap. */
function firstGap(records: readonly RunRecord[]): number {
  const runs = new Set(records.map(({ run }) => run))
  let made = 0
  while (runs.has(made + 1)) made += 1
  return made
}
