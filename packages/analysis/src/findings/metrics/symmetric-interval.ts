import type { MetricType, Values } from '../../pairs/effect.ts'
import { logarithms } from '../../statistics/descriptive/logarithms.ts'
import { mean } from '../../statistics/descriptive/moments.ts'
import { type Statistic, determined, mapped } from '../../statistics/statistic.ts'

/** mean +- half-width on the scale of the type, in the unit of the values. */
export function symmetric(
  type: MetricType,
  values: Values,
  halfWidth: (scaled: Values) => Statistic<number>,
): Statistic<{ lo: number; hi: number }> {
  const scaled = type === 'positive' ? logarithms(values) : determined(values)
  const back = type === 'positive' ? Math.exp : (value: number): number => value
  return mapped(scaled, (numbers) =>
    mapped(mean(numbers), (centre) =>
      mapped(halfWidth(numbers), (width) =>
        determined({ lo: back(centre - width), hi: back(centre + width) }),
      ),
    ),
  )
}
