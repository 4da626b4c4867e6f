import type { Interval } from '@genai-devbench/schema'
import type { Scenario } from '../scenario.ts'
import {
  BRUNNER_MUNZEL,
  CLIFF,
  CONDITIONAL,
  FIXED_EFFECT,
  HODGES_LEHMANN,
  LOG_WELCH,
  NEWCOMBE,
  NONCENTRAL_T,
  SIMULTANEOUS,
  WELCH,
} from './effects.ts'
import { BCA, BOOTSTRAP_T, CLOPPER_PEARSON, LOG_T, MEDIAN, OLSSON, T, WILSON } from './estimates.ts'
import {
  BERNOULLI_SEQUENCE,
  LOG_STEIN,
  LOG_T_SEQUENCE,
  SEQUENTIAL,
  STEIN,
  TWO_SEQUENCES,
  T_SEQUENCE,
} from './stopping.ts'

/** Intervals of results that name no method, and two of the library alone. */
type OtherInterval = 'median' | 'simultaneous' | 'at_stop' | 'bca' | 'hodges_lehmann'

/** By kind of interval: one that results can have without a scenario does not compile. */
export const COVERAGE: Readonly<
  Record<Interval['method'] | OtherInterval, readonly [Scenario, ...Scenario[]]>
> = {
  t: T,
  log_t: LOG_T,
  wilson: WILSON,
  olsson: OLSSON,
  bootstrap_t: BOOTSTRAP_T,
  bca: BCA,
  median: MEDIAN,
  clopper_pearson: CLOPPER_PEARSON,
  welch: WELCH,
  log_welch: LOG_WELCH,
  newcombe: NEWCOMBE,
  simultaneous: SIMULTANEOUS,
  cliff: CLIFF,
  brunner_munzel: BRUNNER_MUNZEL,
  noncentral_t: NONCENTRAL_T,
  conditional: CONDITIONAL,
  fixed_effect: FIXED_EFFECT,
  hodges_lehmann: HODGES_LEHMANN,
  at_stop: SEQUENTIAL,
  stein: STEIN,
  log_stein: LOG_STEIN,
  t_sequence: T_SEQUENCE,
  log_t_sequence: LOG_T_SEQUENCE,
  bernoulli_sequence: BERNOULLI_SEQUENCE,
  two_sequences: TWO_SEQUENCES,
}
