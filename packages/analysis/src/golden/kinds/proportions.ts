import { bernoulliSequence } from '../../statistics/intervals/confidence-sequence.ts'
import { wilsonInterval } from '../../statistics/intervals/wilson.ts'
import { binaryHalfWidth } from '../../statistics/stopping/half-width.ts'
import { type GoldenCase, type GoldenValue, numberAt } from '../golden-file.ts'
import { type Figures, bounds } from './figures.ts'

export function proportionFigures({ input }: GoldenCase): Figures {
  return Object.fromEntries(Object.entries(input).map(([name, value]) => [name, arm(value)]))
}

export function bernoulliFigures({ input }: GoldenCase): Figures {
  const x = numberAt(input, 'x')
  const n = numberAt(input, 'n')
  const outcomes = Array.from({ length: n }, (_, index) => (index < x ? 1 : 0))
  return {
    beta_binomial_cs95: bounds(
      bernoulliSequence(x, n, 0.95, { a: numberAt(input, 'a'), b: numberAt(input, 'b') }),
    ),
    wilson95: bounds(wilsonInterval(x, n, 0.95)),
    wilson_half_width95: binaryHalfWidth(outcomes, 0.95).value,
  }
}

function arm(count: GoldenValue): Figures {
  const x = numberAt(count, 'x')
  const n = numberAt(count, 'n')
  const interval = wilsonInterval(x, n, 0.95)
  return {
    p: interval.value && interval.value.estimate,
    wilson95: bounds(interval),
    wilson90: bounds(wilsonInterval(x, n, 0.9)),
  }
}
