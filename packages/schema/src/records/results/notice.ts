import * as z from 'zod'

export const NOTICE_CODES = [
  'scripted_model',
  'replayed',
  'plan_unfinished',
  'amended',
  'pseudo_replication',
  'few_runs',
  'unequal_n',
  'none_completed',
  'success_rates_differ',
  'timeouts',
  'spent_budgets',
  'missing_values',
  'estimated_usage',
  'several_configurations',
  'several_versions',
  'not_evaluated',
  'several_isolations',
  'several_evaluators',
  'several_check_sets',
  'several_rule_sets',
] as const
/** A sentence that every rendering shows on top. */
export const Notice = z.strictObject({ code: z.enum(NOTICE_CODES), message: z.string() })
export type Notice = z.infer<typeof Notice>
