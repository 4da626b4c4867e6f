import type {
  ExperimentConfig,
  MetricId,
  Results,
  RunEvaluation,
  RunRecord,
  StoppingCheck,
} from '@genai-devbench/schema'
import { type MetricSettings, metricValue } from '../metric-value.ts'
import {
  type Samples,
  type StoppingDecision,
  decideStopping,
  firstCheck,
} from '../statistics/stopping/lock-step.ts'
import { type Evaluations, evaluationOf } from './evaluations.ts'
import { COVERAGE } from './metrics/estimate-interval.ts'

type RuleConfig = Pick<ExperimentConfig, 'stopping' | 'frameworks'> & MetricSettings

/** The values that the stopping rule of an experiment looks at, and nothing else of its runs. */
export class ObservedRuns {
  readonly #settings: MetricSettings
  readonly #looked: readonly MetricId[]
  /** By framework and metric; the first run has index 0. Null where a run has no value. */
  readonly #values: ReadonlyMap<string, ReadonlyMap<MetricId, (number | null)[]>>

  constructor({ stopping, frameworks, ...settings }: RuleConfig) {
    this.#settings = settings
    this.#looked = stopping.mode === 'fixed' ? [] : stopping.metrics.map(({ metric }) => metric)
    this.#values = new Map(
      frameworks.map(({ id }) => [id, new Map(this.#looked.map((metric) => [metric, []]))]),
    )
  }

  /**
   * Finished runs come in any order; of one that comes again, what is new holds.
   *
   * @param evaluated asked for the run's evaluation when the rule looks at anything
   */
  add(record: RunRecord, evaluated: () => RunEvaluation | undefined): void {
    if (this.#looked.length === 0) return
    const evaluation = evaluated()
    for (const [metric, values] of this.#values.get(record.framework) ?? [])
      values[record.run - 1] = metricValue(record, metric, this.#settings, evaluation).value
  }

  /** Of the first n runs of each framework, in the order of the runs. */
  upTo(n: number): Samples {
    const sample = (values: readonly (number | null)[]): number[] =>
      values.slice(0, n).filter((value) => value !== null)
    return Object.fromEntries(
      [...this.#values].map(([framework, byMetric]) => [
        framework,
        Object.fromEntries([...byMetric].map(([metric, values]) => [metric, sample(values)])),
      ]),
    )
  }
}

/** What the stopping rule of an experiment says of the first n runs of each framework; later ones are not looked at. */
export const decideAfter = ({ stopping }: RuleConfig, observed: ObservedRuns, n: number): StoppingDecision =>
  decideStopping(stopping, n, observed.upTo(n))

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
export function stoppingResult(
  config: ExperimentConfig,
  records: readonly RunRecord[],
  evaluations: Evaluations | undefined,
): Results['stopping'] {
  const { stopping } = config
  const { mode, max_runs, confidence_level } = stopping
  const path = stoppingPath(config, records, evaluations)
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
export function stoppingPath(
  config: ExperimentConfig,
  records: readonly RunRecord[],
  evaluations: Evaluations = new Map(),
): StoppingLook[] {
  const made = runsOfEach(config, records)
  const observed = new ObservedRuns(config)
  for (const record of records) observed.add(record, () => evaluationOf(evaluations, record))
  const path: StoppingLook[] = []
  for (let n: number | null = firstCheck(config.stopping); n !== null && n <= made;) {
    const { reason, checks, next } = decideAfter(config, observed, n)
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
