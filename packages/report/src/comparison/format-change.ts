import type { CommonChange, ExperimentChange, Interval, MetricInResults } from '@genai-devbench/schema'
import type { Footnotes } from '../document/table.ts'
import { formatDecimals, numberFormat } from '../format-number.ts'
import { describeReason } from '../words.ts'

type Changed = Pick<ExperimentChange | CommonChange, 'estimand' | 'estimate' | 'ci'>

/** What a change is called: `Tokens: ratio`, `Success: difference in points`. */
export function changeHeading({ label, unit, type }: MetricInResults): string {
  if (type === 'positive') return `${label}: ratio of geometric means`
  return type === 'binary'
    ? `${label}: difference in percentage points`
    : `${label}: difference of means (${unit})`
}

/** How the changes of one metric are written: with as many decimals for all of them. */
export function changeFormat(
  metric: MetricInResults,
  changes: readonly Changed[],
): (value: number) => string {
  if (metric.type === 'positive') return (value) => formatDecimals(value, value < 0.1 ? 3 : 2)
  if (metric.type === 'binary') return (value) => signed(value * 100, (points) => formatDecimals(points, 0))
  const { format } = numberFormat(
    { ...metric, unit: '' },
    changes.flatMap(({ estimate, ci }) => [estimate, ci.lo, ci.hi]),
  )
  return (value) => signed(value, format)
}

function signed(value: number, format: (value: number) => string): string {
  const text = format(value)
  return value > 0 && /[1-9]/.test(text) ? `+${text}` : text
}

/** `1.25 [1.10, 1.42]`, or a dash with its reason. */
export function changeCell(
  { estimate, ci, reasons }: Changed & { reasons: Record<string, string> },
  format: (value: number) => string,
  notes: Footnotes,
): string {
  if (estimate === null) return notes.none(describeReason(reasons['estimate']))
  return `${format(estimate)} ${intervalCell(ci, format, notes)}`
}

const intervalCell = (
  { lo, hi, reasons }: Interval,
  format: (value: number) => string,
  notes: Footnotes,
): string =>
  lo === null || hi === null
    ? `[${notes.none(describeReason(reasons['lo'] ?? reasons['hi']))}]`
    : `[${format(lo)}, ${format(hi)}]`

/** APA: `.032`, `< .001`. */
export function formatP(p: number): string {
  if (p < 0.001) return '< .001'
  return p > 0.9995 ? '1.000' : p.toFixed(3).slice(1)
}

export const VERDICT: Record<NonNullable<ExperimentChange['verdict']>, string> = {
  different: 'changed',
  equivalent: 'equivalent',
  inconclusive: 'inconclusive',
  different_but_negligible: 'changed, within the margin',
}
