import type { MetricId, Stopping } from '@genai-devbench/schema'
import type { Values } from '../pairs/effect.ts'
import { LEVEL } from './scenario.ts'
import { decideStopping, firstCheck } from '../statistics/stopping/lock-step.ts'

export type AdaptiveStopping = Exclude<Stopping, { mode: 'fixed' }>

export function adaptiveRule(
  mode: AdaptiveStopping['mode'],
  metric: MetricId,
  target: number,
  minRuns: number,
): AdaptiveStopping {
  const common = {
    confidence_level: LEVEL,
    min_runs: minRuns,
    max_runs: MOST_RUNS,
    metrics: [{ metric, target }],
  }
  return mode === 'two_stage' ? { mode, ...common } : { mode, batch: 5, ...common }
}

/** So many that a rule hardly ever meets them. */
const MOST_RUNS = 1000

/** The values of each framework after which the rule stops them all, made `n` more at a time. */
export function runsUntilStopped(
  stopping: AdaptiveStopping,
  frameworks: Readonly<Record<string, (n: number) => Values>>,
): Record<string, Values> {
  const [target] = stopping.metrics
  if (!target) throw new RangeError('no target to stop at')
  let values: Record<string, Values> = Object.fromEntries(Object.keys(frameworks).map((id) => [id, []]))
  let made = 0
  for (let n: number | null = firstCheck(stopping); n !== null;) {
    const more = n - made
    values = Object.fromEntries(
      Object.entries(frameworks).map(([id, make]) => [id, [...(values[id] ?? []), ...make(more)]]),
    )
    made = n
    const samples = Object.fromEntries(
      Object.entries(values).map(([id, own]) => [id, { [target.metric]: own }]),
    )
    n = decideStopping(stopping, n, samples).next
  }
  return values
}
