import type { ExperimentConfig, MetricId, RunRecord, StoppingCheck } from '@genai-devbench/schema'
import { metricValue } from '../metric-value.ts'
import {
  type Samples,
  type StoppingDecision,
  decideStopping,
  firstCheck,
} from '../statistics/stopping/lock-step.ts'

type RuleConfig = Pick<ExperimentConfig, 'stopping' | 'frameworks' | 'metrics'>

/** The values that the stopping rule of an experiment looks at, and nothing else of its runs. */
export class ObservedRuns {
  readonly #metrics: ExperimentConfig['metrics']
  readonly #looked: readonly MetricId[]
  /** By framework and metric; the first run has index 0. Null where a run has no value. */
  readonly #values: ReadonlyMap<string, ReadonlyMap<MetricId, (number | null)[]>>

  constructor({ stopping, frameworks, metrics }: RuleConfig) {
    this.#metrics = metrics
    this.#looked = stopping.mode === 'fixed' ? [] : stopping.metrics.map(({ metric }) => metric)
    this.#values = new Map(
      frameworks.map(({ id }) => [id, new Map(this.#looked.map((metric) => [metric, []]))]),
    )
  }

  /** Runs come in any order; each finished one once. */
  add(record: RunRecord): void {
    for (const [metric, values] of this.#values.get(record.framework) ?? [])
      values[record.run - 1] = metricValue(record, metric, this.#metrics).value
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

/** Every look that the rule has taken at the finished runs, in order: the last one says why the experiment stopped. */
export function stoppingPath(config: ExperimentConfig, records: readonly RunRecord[]): StoppingLook[] {
  const made = Math.min(
    ...config.frameworks.map(({ id }) => firstGap(records.filter(({ framework }) => framework === id))),
  )
  const observed = new ObservedRuns(config)
  for (const record of records) observed.add(record)
  const path: StoppingLook[] = []
  for (let n: number | null = firstCheck(config.stopping); n !== null && n <= made;) {
    const { reason, checks, next } = decideAfter(config, observed, n)
    path.push({ n, reason, checks })
    n = next
  }
  return path
}

/** How many runs there are from the first one on without a gap. */
function firstGap(records: readonly RunRecord[]): number {
  const runs = new Set(records.map(({ run }) => run))
  let made = 0
  while (runs.has(made + 1)) made += 1
  return made
}
