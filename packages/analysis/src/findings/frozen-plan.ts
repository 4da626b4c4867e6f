import {
  type Amendment,
  METRICS,
  METRIC_IDS,
  type MetricId,
  type PlanInResults,
  Stopping,
} from '@genai-devbench/schema'
import type { Sesoi } from '../pairs/margin.ts'
import type { Arm } from './arms.ts'
import type { FindingsInput } from './findings-input.ts'

/** Tokens, cost and times within a quarter of each other, either way. */
const DEFAULT_RATIO = 1.25

/** What the first run fixed; where there is no seal, what the configuration says. */
export function planOf(
  { config, seal, amendments = [] }: Pick<FindingsInput, 'config' | 'seal' | 'amendments'>,
  arms: readonly Arm[],
): PlanInResults {
  const stopping = Stopping.safeParse(seal?.plan.stopping).data ?? config.stopping
  const primary = (seal?.plan.primary_metrics ?? config.metrics.primary).filter(isMetric)
  return {
    source: seal ? 'seal' : 'config',
    ...(seal && { sealed_at: seal.sealed_at }),
    primary_metrics: [...new Set(primary)],
    sesoi: seal
      ? Object.fromEntries(Object.entries(seal.plan.sesoi ?? {}).filter(([id]) => isMetric(id)))
      : config.metrics.sesoi,
    stopping_mode: stopping.mode,
    max_runs: stopping.max_runs,
    confidence_level: stopping.confidence_level,
    amendments: amendments.map((amendment) => amendmentInResults(amendment, arms)),
  }
}

const isMetric = (id: string): id is MetricId => METRIC_IDS.includes(id as MetricId)

/** The declared smallest effect of interest; for positive metrics there is one in any case. */
export function sesoiOf({ sesoi }: Pick<PlanInResults, 'sesoi'>, metric: MetricId): Sesoi {
  return sesoi[metric] ?? (METRICS[metric].type === 'positive' ? DEFAULT_RATIO : null)
}

function amendmentInResults(
  { amended_at, reason, from_config_sha256, to_config_sha256, changed_files }: Amendment,
  arms: readonly Arm[],
): PlanInResults['amendments'][number] {
  const runsUnder = (hash: string): Record<string, number> =>
    Object.fromEntries(
      arms.map(({ id, records }) => [
        id,
        records.filter(({ config_sha256 }) => config_sha256 === hash).length,
      ]),
    )
  return {
    amended_at,
    reason,
    from_config_sha256,
    to_config_sha256,
    changed_files,
    runs_before: runsUnder(from_config_sha256),
    runs_after: runsUnder(to_config_sha256),
  }
}
