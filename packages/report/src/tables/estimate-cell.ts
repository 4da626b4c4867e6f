import type { Interval, MetricSummary, Missing } from '@genai-devbench/schema'
import type { Footnotes } from '../document/table.ts'
import type { NumberFormat } from '../format-number.ts'
import { describeReason, describeRuns } from '../words.ts'

type Formatter = Pick<NumberFormat, 'format'>
export type Bounds = Pick<Interval, 'lo' | 'hi' | 'reasons'>

/** Values of one size alone: the interval of their mean has no width, which is no precision. */
export const isFlat = ({ degenerate, type }: Pick<MetricSummary, 'degenerate' | 'type'>): boolean =>
  degenerate === 'constant' && type !== 'binary'
export const WITHOUT_WIDTH = 'all values are the same, which leaves the interval without width'

/** `12,345 [11,000, 13,900]`, `92% (11 of 12) [65%, 99%]`, with the marks of `remarks`, or a dash with its reason. */
export function estimateCell(
  summary: Omit<MetricSummary, 'ci'> & { ci: Bounds },
  format: NumberFormat,
  notes: Footnotes,
  ...remarks: readonly string[]
): string {
  const { ci } = summary
  const estimate = estimateText(summary, format)
  if (estimate === undefined) return notes.none(describeAbsence(summary, summary.reasons['estimate']))
  const flat = isFlat(summary) ? [WITHOUT_WIDTH] : []
  return `${estimate} ${intervalCell(ci, format, notes)}${notes.mark(...flat, ...remarks)}`
}

/** `12,345` or `92% (11 of 12)`; undefined where there is no estimate. */
export function estimateText(
  { type, estimate, n }: Pick<MetricSummary, 'type' | 'estimate' | 'n'>,
  { format }: NumberFormat,
): string | undefined {
  if (estimate === null) return undefined
  return type === 'binary' ? `${format(estimate)} (${Math.round(estimate * n)} of ${n})` : format(estimate)
}

/** `[11,000, 13,900]`, or a dash with its reason. */
export function intervalCell(interval: Bounds, format: Formatter, notes: Footnotes): string {
  return intervalText(interval, format) ?? `[${notes.none(describeReason(interval.reasons['lo']))}]`
}

/** `[11,000, 13,900]`; undefined where there is no interval. */
export function intervalText({ lo, hi }: Bounds, { format }: Formatter): string | undefined {
  return lo === null || hi === null ? undefined : `[${format(lo)}, ${format(hi)}]`
}

/** A figure of the summary by its name. */
export function figureCell(
  summary: MetricSummary,
  name: 'mean' | 'median' | 'sd',
  { format }: NumberFormat,
  notes: Footnotes,
): string {
  const value = summary[name]
  return value === null ? notes.none(describeAbsence(summary, summary.reasons[name])) : format(value)
}

/** A named figure of an object of the results, or a dash with its reason. */
export function figureOrNone<K extends string>(
  figures: Record<K, number | null> & { reasons: Record<string, string> },
  name: K,
  format: (value: number) => string,
  notes: Footnotes,
): string {
  const value: number | null = figures[name]
  return value === null ? notes.none(describeReason(figures.reasons[name])) : format(value)
}

/** `12`, or `11 of 12` with the reason why a run has no value. */
export function sampleSizeCell({ n, n_missing, missing }: MetricSummary, notes: Footnotes): string {
  if (n_missing === 0) return String(n)
  return `${n} of ${n + n_missing}${notes.mark(...missing.map(describeMissing))}`
}

/** Where no run has a value, what the runs say about it beats the statistic's "no observations". */
function describeAbsence(
  { n, missing }: Pick<MetricSummary, 'n' | 'missing'>,
  reason: string | undefined,
): string {
  const [first] = missing
  return n === 0 && first ? describeMissing(first) : describeReason(reason)
}

const describeMissing = ({ reason, runs }: Missing): string => `${describeRuns(runs)}: ${reason}`
