import { decideStopping, metricValue, nextCheck } from '@genai-devbench/analysis'
import type {
  ExperimentConfig,
  FinishReason,
  MetricId,
  Metrics,
  RunRecord,
  Stopping,
  StoppingCheck,
} from '@genai-devbench/schema'

/** The number of runs of each framework after which to decide next. */
export function nextCheckpoint(stopping: Stopping, n: number): number {
  return stopping.mode === 'fixed' ? stopping.max_runs : (nextCheck(stopping, n) ?? stopping.max_runs)
}

export interface StoppingCheckResult {
  /** Why the experiment is over; undefined while it goes on. */
  reason: FinishReason | undefined
  checks: StoppingCheck[]
}

/** Decides after n runs of every framework; runs beyond n, made under another limit, are not looked at. */
export function checkStopping(
  { stopping, frameworks, metrics }: ExperimentConfig,
  records: readonly RunRecord[],
  n: number,
): StoppingCheckResult {
  if (stopping.mode === 'fixed')
    return { reason: n >= stopping.max_runs ? 'max_runs' : undefined, checks: [] }
  const samples = Object.fromEntries(
    frameworks.map(({ id }) => [
      id,
      samplesOf(
        records.filter((record) => record.framework === id && record.run <= n),
        stopping.metrics.map(({ metric }) => metric),
        metrics,
      ),
    ]),
  )
  const { reason, checks } = decideStopping(stopping, n, samples)
  return { reason: reason ?? undefined, checks }
}

function samplesOf(
  records: readonly RunRecord[],
  ids: readonly MetricId[],
  metrics: Metrics,
): Partial<Record<MetricId, number[]>> {
  return Object.fromEntries(
    ids.map((id) => [
      id,
      records.map((record) => metricValue(record, id, metrics).value).filter((value) => value !== null),
    ]),
  )
}
