import { type RunRecord, type StepRecord, sumResources, sumUsage } from '@genai-devbench/schema'

/** What steps took together. */
export const totalsOf = (steps: readonly StepRecord[]): RunRecord['totals'] => ({
  wall_ms: steps.reduce((sum, { wall_ms }) => sum + wall_ms, 0),
  usage: sumUsage(steps.map(({ usage }) => usage)),
  resources: sumResources(
    steps.flatMap(({ outcome, resources }) => (outcome === 'skipped' ? [] : resources)),
  ),
})
