/** Why a sample does not determine a figure. */
export type Reason =
  | 'no_observations'
  | 'one_observation'
  | 'too_few_observations'
  | 'too_many_observations'
  | 'no_variation'
  | 'complete_separation'
  | 'ties'
  | 'zero_mean'
  | 'mean_not_separated_from_zero'
  | 'not_positive'
  | 'zero_denominator'
  | 'overflow'

/** A figure, or null and the reason why there is none. A figure is never NaN and never infinite. */
export type Statistic<T> =
  | { readonly value: T; readonly reason?: never }
  | { readonly value: null; readonly reason: Reason }

export function undetermined(reason: Reason): { readonly value: null; readonly reason: Reason } {
  return { value: null, reason }
}

/** Wraps a number, or a record of numbers, unless one of them has left the range of doubles. */
export function determined<T extends number | object>(value: T): Statistic<T> {
  const numbers: unknown[] = typeof value === 'number' ? [value] : Object.values(value)
  return numbers.every(Number.isFinite) ? { value } : undetermined('overflow')
}

/** The value of f at a figure; no value, for the same reason, where there is no figure. */
export function mapped<T, U>(statistic: Statistic<T>, f: (value: T) => Statistic<U>): Statistic<U> {
  return statistic.reason === undefined ? f(statistic.value) : statistic
}
