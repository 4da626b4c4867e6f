import type { GoldenCase, GoldenValue } from './golden-file.ts'
import { bernoulliFigures, proportionFigures } from './kinds/binary.ts'
import { distributionFigures, expectedByCall } from './kinds/distributions.ts'
import type { Figures } from './kinds/figures.ts'
import { groupFigures } from './kinds/groups.ts'
import { sequentialFigures } from './kinds/sequential.ts'

export interface Mismatch {
  /** Case and place in it, for example "normal-n30: groups.A.mean". */
  place: string
  expected: GoldenValue
  actual: Figures
}

export interface GoldenReport {
  checked: number
  mismatches: Mismatch[]
  /** Number of values by kind and key, with the names of groups replaced by "*" and places in a list by "[]". */
  notImplemented: Map<string, number>
}

const RELATIVE_TOLERANCE = 1e-9
/** Counts, ranks and rank sums. */
const EXACT = /^(n|k|U_[ab]|stop_n_\w+)$/

const FIGURES: Record<string, (golden: GoldenCase) => Figures> = {
  groups: groupFigures,
  proportions: proportionFigures,
  bernoulli_cs: bernoulliFigures,
  sequential: sequentialFigures,
  distributions: distributionFigures,
}

/** Holds every expected value that has an implementation against it. */
export function checkGolden(cases: readonly GoldenCase[]): GoldenReport {
  const report: GoldenReport = { checked: 0, mismatches: [], notImplemented: new Map() }
  for (const golden of cases) {
    const expected = golden.kind === 'distributions' ? expectedByCall(golden) : golden.expected
    compare(report, golden, [], expected, FIGURES[golden.kind]?.(golden))
  }
  return report
}

function compare(
  report: GoldenReport,
  golden: GoldenCase,
  path: readonly string[],
  expected: GoldenValue,
  actual: Figures,
): void {
  if (typeof expected === 'object' && expected !== null) {
    for (const [key, value] of Object.entries(expected)) {
      compare(report, golden, [...path, key], value, childOf(actual, key))
    }
  } else if (actual === undefined) {
    const key = keyOf(golden, path)
    report.notImplemented.set(key, (report.notImplemented.get(key) ?? 0) + 1)
  } else {
    report.checked += 1
    if (!agrees(expected, actual, path.at(-1) ?? '')) {
      report.mismatches.push({ place: `${golden.id}: ${path.join('.')}`, expected, actual })
    }
  }
}

/** A figure that is null as a whole is null in each of its parts. */
function childOf(actual: Figures, key: string): Figures {
  if (actual === null) return null
  if (typeof actual !== 'object') return undefined
  return Array.isArray(actual) ? actual[Number(key)] : actual[key]
}

function agrees(expected: GoldenValue, actual: Figures, key: string): boolean {
  if (typeof expected !== 'number' || typeof actual !== 'number' || EXACT.test(key))
    return expected === actual
  return Math.abs(actual - expected) <= RELATIVE_TOLERANCE * Math.abs(expected)
}

function keyOf({ kind, groups }: GoldenCase, path: readonly string[]): string {
  const general = path.map((part, index) => {
    if (/^(\d+|\(.*\))$/.test(part)) return '[]'
    const isGroupOrPair = index < path.length - 1 && part.split('|').every((name) => name in groups)
    return isGroupOrPair ? '*' : part
  })
  return [kind, ...general].join('.').replaceAll('.[]', '[]')
}
