import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import {
  a12,
  a12Interval,
  andersonDarlingTest,
  anova,
  bartlettTest,
  bootstrapTInterval,
  brunnerMunzelTest,
  cliffsDelta,
  cliffsDeltaInterval,
  cohensD,
  cohensDAverage,
  dunnTest,
  exactPermutationTest,
  exactRankSumTest,
  exactSignedRankTest,
  excessKurtosis,
  flignerKilleenTest,
  friedmanTest,
  gamesHowell,
  geometricMean,
  geometricMeanRatio,
  glassDelta,
  guardedHalfWidth,
  hodgesLehmannInterval,
  hodgesLehmannShift,
  kendallTau,
  kolmogorovSmirnovDistance,
  kruskalWallisTest,
  leveneTest,
  logHalfWidth,
  logTInterval,
  mannWhitneyTest,
  mean,
  meanDifference,
  meanRatio,
  medianInterval,
  olssonInterval,
  pairedTTest,
  pearsonCorrelation,
  quadeTest,
  shapiroWilkTest,
  signFlipTest,
  signedRankTest,
  skewness,
  spearmanCorrelation,
  standardDeviation,
  studentTest,
  summarize,
  tInterval,
  trimmedMean,
  tukeyKramer,
  upperDeviationBound,
  varianceRatio,
  welchAnova,
  welchTest,
  winsorizedDeviation,
  xoshiro128,
  yuenTest,
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

test('no test of any data gives NaN or Infinity either', () => {
  const few = fc.array(fc.double({ noNaN: true, noDefaultInfinity: true }), { maxLength: 7 })
  fc.assert(
    fc.property(few, few, few, levels, (a, b, c, level) => {
      const pairs = a.length === b.length
      const statistics = [
        skewness(a),
        excessKurtosis(a),
        trimmedMean(a, 0.2),
        winsorizedDeviation(a, 0.2),
        shapiroWilkTest(a),
        andersonDarlingTest([...a, ...b]),
        welchTest(a, b),
        studentTest(a, b),
        yuenTest(a, b),
        meanDifference(a, b),
        meanRatio(a, b, level),
        geometricMeanRatio(a.map(Math.abs), b.map(Math.abs), level),
        mannWhitneyTest(a, b),
        exactRankSumTest(a, b),
        hodgesLehmannShift(a, b),
        hodgesLehmannInterval(a, b, level),
        brunnerMunzelTest(a, b),
        exactPermutationTest(a, b),
        kolmogorovSmirnovDistance(a, b),
        cohensD(a, b),
        cohensDAverage(a, b),
        glassDelta(a, b),
        varianceRatio(a, b, level),
        bartlettTest([a, b, c]),
        leveneTest([a, b, c]),
        leveneTest([a, b, c], 'mean'),
        flignerKilleenTest([a, b, c]),
        anova([a, b, c]),
        welchAnova([a, b, c]),
        kruskalWallisTest([a, b, c]),
        dunnTest([a, b, c]),
        tukeyKramer([a, b, c], level),
        gamesHowell(a, b, 3, level),
        upperDeviationBound(a),
        bootstrapTInterval(a, level, { resamples: 20, random: xoshiro128(1) }),
        ...(pairs
          ? [
              pairedTTest(a, b),
              signedRankTest(a, b),
              exactSignedRankTest(a, b),
              signFlipTest(a, b),
              pearsonCorrelation(a, b),
              spearmanCorrelation(a, b),
              kendallTau(a, b),
              friedmanTest([a, b, a]),
              quadeTest([a, b, a]),
            ]
          : []),
      ]
      expect(numbersIn(statistics).filter((number) => !Number.isFinite(number))).toEqual([])
      expect(statistics.filter(({ value, reason }) => (value === null) !== (reason !== undefined))).toEqual(
        [],
      )
    }),
    { numRuns: 40 },
  )
})

test('differences and ratios beyond all numbers are said to be that', () => {
  expect(pairedTTest([1.7e308, 1], [-1.7e308, 2]).reason).toBe('overflow')
  expect(anova([[1e-160, 0], [1], [-1]]).reason).toBe('overflow')
})
