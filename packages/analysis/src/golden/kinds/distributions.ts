import { UserError } from '@genai-devbench/schema'
import { betaQuantile } from '../../statistics/special-functions/beta-quantile.ts'
import { chiSquaredQuantile, chiSquaredUpperTail } from '../../statistics/special-functions/chi-squared.ts'
import { fQuantile, fUpperTail } from '../../statistics/special-functions/fisher-f.ts'
import { incompleteBeta } from '../../statistics/special-functions/incomplete-beta.ts'
import { normalQuantile, normalUpperTail } from '../../statistics/special-functions/normal.ts'
import { studentTQuantile, studentTTwoSidedTail } from '../../statistics/special-functions/student-t.ts'
import { studentizedRangeUpperTail } from '../../statistics/special-functions/studentized-range.ts'
import type { GoldenCase, GoldenValue } from '../golden-file.ts'
import type { Figures, Within } from './figures.ts'
import { rangeTail } from './studentized-range.ts'

/** R's name of a distribution function, its arguments and its value. */
interface Point {
  [key: string]: GoldenValue
  f: string
  a: number[]
  v: GoldenValue
}

type DistributionFunction = (x: number, a: number, b: number) => number | Within

const FUNCTIONS: Record<string, DistributionFunction> = {
  qt: withEnds(studentTQuantile, -Infinity, Infinity),
  pt_two_sided: studentTTwoSidedTail,
  pf_upper: fUpperTail,
  pchisq_upper: chiSquaredUpperTail,
  pnorm_upper: normalUpperTail,
  qnorm: withEnds(normalQuantile, -Infinity, Infinity),
  pbeta: (x, a, b) => incompleteBeta(x, a, b),
  qbeta: withEnds((p, a, b) => betaQuantile(p, a, b).x, 0, 1),
  qchisq: withEnds(chiSquaredQuantile, 0, Infinity),
  qf: withEnds(fQuantile, 0, Infinity),
  ptukey_upper: (q, k, df) => rangeTail(studentizedRangeUpperTail(q, k, df), df),
}

/** A quantile as in R, where those of the probabilities 0 and 1 are the ends of the distribution. */
function withEnds(quantile: DistributionFunction, lowest: number, highest: number): DistributionFunction {
  return (p, a, b) => (p === 0 ? lowest : p === 1 ? highest : quantile(p, a, b))
}

/** The list of points as {function: {arguments: value}}, so that a function without implementation shows by name. */
export function expectedByCall(golden: GoldenCase): { [key: string]: GoldenValue } {
  return byFunction(pointsOf(golden), ({ v }) => v)
}

export function distributionFigures(golden: GoldenCase): Figures {
  const known = pointsOf(golden).filter(({ f }) => f in FUNCTIONS)
  return byFunction(known, ({ f, a: [x = 0, a = 0, b = 0] }) => FUNCTIONS[f]?.(x, a, b))
}

function pointsOf({ id, expected: { points } }: GoldenCase): Point[] {
  if (Array.isArray(points) && points.every(isPoint)) return points
  throw new UserError('NOT_A_GOLDEN_FILE', `case ${id} has no list of points.`, {
    hint: 'Each point is {f: function, a: [arguments], v: value}.',
  })
}

function isPoint(value: GoldenValue): value is Point {
  return (
    typeof value === 'object' &&
    value !== null &&
    'f' in value &&
    typeof value.f === 'string' &&
    Array.isArray(value.a)
  )
}

function byFunction<T>(
  points: readonly Point[],
  valueOf: (point: Point) => T,
): Record<string, Record<string, T>> {
  const grouped: Record<string, Record<string, T>> = {}
  for (const point of points) (grouped[point.f] ??= {})[`(${point.a.join(', ')})`] = valueOf(point)
  return grouped
}
