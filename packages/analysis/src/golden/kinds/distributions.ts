import { UserError } from '@genai-devbench/schema'
import { incompleteBeta } from '../../statistics/special-functions/incomplete-beta.ts'
import { upperIncompleteGamma } from '../../statistics/special-functions/incomplete-gamma.ts'
import { normalQuantile, normalUpperTail } from '../../statistics/special-functions/normal.ts'
import { studentTQuantile, studentTTwoSidedTail } from '../../statistics/special-functions/student-t.ts'
import type { GoldenCase, GoldenValue } from '../golden-file.ts'
import type { Figures } from './figures.ts'

/** R's name of a distribution function, its arguments and its value. */
interface Point {
  [key: string]: GoldenValue
  f: string
  a: number[]
  v: GoldenValue
}

const FUNCTIONS: Record<string, (x: number, a: number, b: number) => number> = {
  qt: studentTQuantile,
  pt_two_sided: studentTTwoSidedTail,
  pf_upper: (x, df1, df2) => {
    const sum = df2 + df1 * x
    return incompleteBeta(df2 / sum, df2 / 2, df1 / 2, (df1 * x) / sum)
  },
  pchisq_upper: (x, df) => upperIncompleteGamma(df / 2, x / 2),
  pnorm_upper: normalUpperTail,
  qnorm: normalQuantile,
}

/** The list of points as {function: {arguments: value}}, so that a function without implementation shows by name. */
export function expectedByCall(golden: GoldenCase): { [key: string]: GoldenValue } {
  return byFunction(pointsOf(golden), ({ v }) => v)
}

export function distributionFigures(golden: GoldenCase): Figures {
  const known = pointsOf(golden).filter(({ f }) => f in FUNCTIONS)
  return byFunction(known, ({ f, a: [x = 0, a = 0, b = 0] }) => FUNCTIONS[f]?.(x, a, b) ?? null)
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
