import type { GoldenCase, GoldenValue } from './golden-file.ts'
import { distributionFigures, expectedByCall } from './kinds/distributions.ts'
import { type Figures, SetAside, Within } from './kinds/figures.ts'
import { groupFigures } from './kinds/groups.ts'
import { adjustFigures } from './kinds/p-adjust.ts'
import { anovaPowerFigures, precisionFigures, proportionPowerFigures, tPowerFigures } from './kinds/power.ts'
import { bernoulliFigures, mcnemarFigures, proportionFigures } from './kinds/proportions.ts'
import { sequentialFigures } from './kinds/sequential.ts'
import { agrees } from './tolerance.ts'

export interface Mismatch {
  /** Case and place in it, for example "normal-n30: groups.A.mean". */
  place: string
  expected: GoldenValue
  actual: number | boolean | string | null | object
}

/** Numbers of values go by kind and key, with the names of groups replaced by "*" and places in a list by "[]". */
export interface GoldenReport {
  checked: number
  mismatches: Mismatch[]
  notImplemented: Map<string, number>
  /** Values that are deliberately not held against a figure, and why. */
  setAside: Map<string, { count: number; why: string }>
}

const FIGURES: Record<string, (golden: GoldenCase) => Figures> = {
  groups: groupFigures,
  proportions: proportionFigures,
  mcnemar: mcnemarFigures,
  p_adjust: adjustFigures,
  power_t: tPowerFigures,
  power_anova: anovaPowerFigures,
  power_prop: proportionPowerFigures,
  precision_n: precisionFigures,
  sequential: sequentialFigures,
  bernoulli_cs: bernoulliFigures,
  distributions: distributionFigures,
}

/** Holds every expected value that has an implementation against it. */
export function checkGolden(cases: readonly GoldenCase[]): GoldenReport {
  const report: GoldenReport = { checked: 0, mismatches: [], notImplemented: new Map(), setAside: new Map() }
  for (const golden of cases) {
    const expected = golden.kind === 'distributions' ? expectedByCall(golden) : golden.expected
    const figures = figuresOf(golden)
    if (figures instanceof Error) {
      report.mismatches.push({ place: golden.id, expected: 'figures', actual: figures.message })
    } else {
      new Comparison(report, golden).compare([], expected, figures)
    }
  }
  return report
}

/** A case that lacks an input, or with which a function here cannot deal, is a mismatch, and no reason to leave the others unchecked. */
function figuresOf(golden: GoldenCase): Figures | Error {
  try {
    return FIGURES[golden.kind]?.(golden)
  } catch (error) {
    if (!(error instanceof Error)) throw error
    return error
  }
}

/** One case against its figures, key by key. */
class Comparison {
  private readonly report: GoldenReport
  private readonly golden: GoldenCase
  private readonly range: number

  constructor(report: GoldenReport, golden: GoldenCase) {
    this.report = report
    this.golden = golden
    const values = Object.values(golden.groups).flat()
    this.range = values.length === 0 ? 0 : largest(values) + largest(values.map((value) => -value))
  }

  compare(path: readonly string[], expected: GoldenValue, actual: Figures): void {
    if (typeof expected === 'object' && expected !== null) {
      for (const [key, value] of Object.entries(expected)) {
        this.compare([...path, key], value, childOf(actual, key))
      }
    } else if (actual === undefined) {
      const key = this.keyOf(path)
      this.report.notImplemented.set(key, (this.report.notImplemented.get(key) ?? 0) + 1)
    } else if (actual instanceof SetAside) {
      const key = this.keyOf(path)
      const count = (this.report.setAside.get(key)?.count ?? 0) + 1
      this.report.setAside.set(key, { count, why: actual.why })
    } else {
      this.check(path, expected, actual)
    }
  }

  private check(path: readonly string[], expected: Exclude<GoldenValue, object>, actual: Compared): void {
    this.report.checked += 1
    if (this.agree(path, expected, actual)) return
    const place = `${this.golden.id}: ${path.join('.')}`
    this.report.mismatches.push({ place, expected, actual: valueOf(actual) })
  }

  private agree(path: readonly string[], expected: Exclude<GoldenValue, object>, actual: Compared): boolean {
    const value = valueOf(actual)
    if (typeof expected !== 'number' || typeof value !== 'number') return expected === value
    return actual instanceof Within
      ? Math.abs(value - expected) <= actual.tolerance
      : agrees(expected, value, path, this.range)
  }

  private keyOf(path: readonly string[]): string {
    const { kind, groups } = this.golden
    const general = path.map((part, index) => {
      if (/^(\d+|\(.*\))$/.test(part)) return '[]'
      const isGroupOrPair = index < path.length - 1 && part.split('|').every((name) => name in groups)
      return isGroupOrPair ? '*' : part
    })
    return [kind, ...general].join('.').replaceAll('.[]', '[]')
  }
}

type Compared = Exclude<Figures, undefined | SetAside>

/** What is infinite, or nothing at all, is null in the file. */
function valueOf(actual: Compared): Exclude<Compared, Within> {
  const value = actual instanceof Within ? actual.value : actual
  return typeof value === 'number' && !Number.isFinite(value) ? null : value
}

/** A figure that is null as a whole is null in each of its parts, and what is set aside is so in each of them. */
function childOf(actual: Figures, key: string): Figures {
  if (actual === null || actual instanceof SetAside) return actual
  if (typeof actual !== 'object' || actual instanceof Within) return undefined
  return Array.isArray(actual) ? actual[Number(key)] : actual[key]
}

function largest(values: readonly number[]): number {
  return values.reduce((most, value) => Math.max(most, value), -Infinity)
}
