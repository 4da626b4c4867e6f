import * as z from 'zod'
import { METRIC_IDS } from '../../config/metrics/metrics.ts'

/** Null where the runs do not determine it; then `reasons` of the same object says why, under the same name. */
export const figure = z.number().nullable()
export const reasons = z.record(z.string(), z.string())
export const count = z.int().min(0)
export const metricId = z.enum(METRIC_IDS)
export const role = z.enum(['primary', 'secondary'])
export const metricType = z.enum(['positive', 'real', 'count0', 'binary'])
/** What a comparison estimates, always the first against the second. */
export const estimand = z.enum(['gm_ratio', 'mean_diff', 'risk_diff'])

export function nullsHaveReasons(
  object: { reasons: Record<string, string> },
  context: z.RefinementCtx,
): void {
  for (const [name, value] of Object.entries(object)) {
    if (value !== null || object.reasons[name] !== undefined) continue
    context.addIssue({ code: 'custom', path: [name], message: 'null, and no reason beside it' })
  }
}

export const INTERVAL_METHODS = [
  't',
  'log_t',
  'wilson',
  'olsson',
  'bootstrap_t',
  'stein',
  'log_stein',
  't_sequence',
  'log_t_sequence',
  'bernoulli_sequence',
  'two_sequences',
  'cliff',
  'welch',
  'log_welch',
  'newcombe',
  'brunner_munzel',
  'noncentral_t',
  'conditional',
  'fixed_effect',
  'clopper_pearson',
] as const

export const bounds = {
  method: z.enum(INTERVAL_METHODS),
  /** Nominal coverage. */
  level: z.number(),
  lo: figure,
  hi: figure,
  reasons,
}

/** A two-sided confidence interval in the unit of what it belongs to. */
export const Interval = z.strictObject(bounds).superRefine(nullsHaveReasons)
export type Interval = z.infer<typeof Interval>
