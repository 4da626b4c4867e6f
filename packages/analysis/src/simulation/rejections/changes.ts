import {
  type EstimateWithError,
  fixedEffect,
  heterogeneityTest,
} from '../../statistics/combining/fixed-effect.ts'
import { welchTest } from '../../statistics/tests/two-sample-t.ts'
import type { Draw } from '../draw.ts'
import { type Scenario, inR, normals, rejects, repeat } from '../scenario.ts'

/** The changes of some frameworks between two experiments when nothing changed, n runs of each in either. */
export function changeWithoutOne(draw: Draw, frameworks: number, n: number): EstimateWithError[] {
  return repeat(frameworks, () => welchTest(normals(draw, n), normals(draw, n)).value).flatMap((test) =>
    test === null ? [] : [{ estimate: test.difference, standardError: test.standardError, df: test.df }],
  )
}

export const FIXED_EFFECT: readonly [Scenario] = [
  {
    name: 'no change of 3 frameworks, normal, n = 8 and 8',
    expected: inR(0.0526, 20_000),
    trial: (draw) => rejects(fixedEffect(changeWithoutOne(draw, 3, 8), 0.95).value?.p),
  },
]

export const INTERACTION: readonly [Scenario, Scenario] = [
  {
    name: "Welch's F, 3 frameworks, normal, n = 8 and 8",
    expected: inR(0.0484, 20_000),
    trial: (draw) => rejects(heterogeneityTest(changeWithoutOne(draw, 3, 8)).value?.p),
  },
  {
    name: 'chi-squared, 3 frameworks, normal, n = 8 and 8',
    expected: inR(0.0716, 20_000),
    trial: (draw) => rejects(heterogeneityTest(changeWithoutOne(draw, 3, 8)).value?.pChiSquared),
  },
]
