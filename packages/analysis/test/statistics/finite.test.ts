import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import {
  a12,
  a12Interval,
  cliffsDelta,
  cliffsDeltaInterval,
  geometricMean,
  guardedHalfWidth,
  logHalfWidth,
  logTInterval,
  mean,
  medianInterval,
  olssonInterval,
  standardDeviation,
  summarize,
  tInterval,
} from '../../src/index.ts'
import { anyValues, levels, numbersIn } from './samples.ts'

test('no result of any data holds NaN or Infinity, and every null has a reason', () => {
  fc.assert(
    fc.property(anyValues, anyValues, levels, (a, b, level) => {
      const magnitudes = a.map(Math.abs)
      const { reasons, degenerate, ...figures } = summarize(a)
      const statistics = [
        mean(a),
        standardDeviation(a),
        geometricMean(magnitudes),
        tInterval(a, level),
        logTInterval(magnitudes, level),
        olssonInterval(magnitudes, level),
        medianInterval(a, level),
        guardedHalfWidth(a, level),
        logHalfWidth(magnitudes, level),
        a12(a, b),
        a12Interval(a, b, level),
        cliffsDelta(a, b),
        cliffsDeltaInterval(a, b, level),
      ]
      expect(numbersIn([figures, statistics]).filter((number) => !Number.isFinite(number))).toEqual([])
      expect(statistics.filter(({ value, reason }) => (value === null) !== (reason !== undefined))).toEqual(
        [],
      )
      const nulls = Object.entries(figures).flatMap(([name, value]) => (value === null ? [name] : []))
      expect(Object.keys(reasons).toSorted()).toEqual(nulls.toSorted())
      expect(degenerate === 'empty').toBe(a.length === 0)
    }),
    { numRuns: 1000 },
  )
})
