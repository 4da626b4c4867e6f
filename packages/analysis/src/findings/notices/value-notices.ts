import { type ExperimentConfig, METRICS, type Notice, type PlanInResults } from '@genai-devbench/schema'
import { type Arm, valuesOf } from '../arms.ts'
import { repeatedRuns } from '../metrics/repetition.ts'
import { list } from './list-arms.ts'

export function scriptedModel(arms: readonly Arm[], { llm }: ExperimentConfig): Notice[] {
  const scripted =
    llm.provider === 'scripted' ||
    arms.some(({ records }) => records.some(({ provider }) => provider === 'scripted'))
  return scripted
    ? [{ code: 'scripted_model', message: 'Scripted model: not evidence about frameworks.' }]
    : []
}

export function replayed(arms: readonly Arm[]): Notice[] {
  if (!arms.some(({ records }) => records.some((record) => record.replayed))) return []
  const message =
    'Replayed from recorded answers, which are no new observations: times are not measurements, and have no values.'
  return [{ code: 'replayed', message }]
}

/** The model or a cache may have given the same answers again: then n counts one observation many times. */
export function pseudoReplication(arms: readonly Arm[]): Notice[] {
  const affected = arms.filter((arm) => repeatedRuns(arm) > 0)
  if (affected.length === 0) return []
  const counts = list(affected, (arm) => `${repeatedRuns(arm)} of ${arm.runs.length}`)
  const message = `Runs that repeat an earlier one, with the same calls and tokens in every step: ${counts}. If they are the same answers again, they are no independent observations, and intervals and p-values are too small.`
  return [{ code: 'pseudo_replication', message }]
}

export function missingValues(arms: readonly Arm[], { primary_metrics }: PlanInResults): Notice[] {
  return primary_metrics.flatMap((metric): Notice[] => {
    const affected = arms.filter((arm) => valuesOf(arm, metric).length < arm.runs.length)
    if (affected.length === 0) return []
    const counts = list(
      affected,
      (arm) => `${arm.runs.length - valuesOf(arm, metric).length} of ${arm.runs.length}`,
    )
    return [{ code: 'missing_values', message: `${METRICS[metric].label}: no value in runs of ${counts}.` }]
  })
}

/** An estimate may be off by more than frameworks differ by. */
export function estimatedUsage(arms: readonly Arm[]): Notice[] {
  const usages = (arm: Arm) => arm.records.map(({ totals }) => totals.usage)
  const total = (arm: Arm, of: 'calls' | 'estimated_calls') =>
    usages(arm).reduce((sum, usage) => sum + usage[of], 0)
  const affected = arms.filter((arm) => total(arm, 'estimated_calls') > 0)
  if (affected.length === 0) return []
  const counts = list(affected, (arm) => `${total(arm, 'estimated_calls')} of ${total(arm, 'calls')} calls`)
  const message = `Tokens and costs are partly estimated: ${counts}. The provider reported no usage for these calls, or not all of it; each one's line in llm_calls.jsonl says what was counted and how.`
  return [{ code: 'estimated_usage', message }]
}
