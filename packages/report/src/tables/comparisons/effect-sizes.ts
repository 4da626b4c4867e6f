import type { Comparison, Interval, MetricInResults, Results } from '@genai-devbench/schema'
import { formatP } from '../../apa.ts'
import { Footnotes, type Table } from '../../document/table.ts'
import { formatDecimals } from '../../format-number.ts'
import { describeReason, formatLevel } from '../../words.ts'
import { groupsOf } from './comparisons.ts'
import type { EffectFormat } from '../effect-format.ts'
import { figureOrNone, intervalCell } from '../estimate-cell.ts'

type ComparedResults = Pick<Results, 'comparisons' | 'metrics' | 'confidence_level'>

/** Effect sizes that depend on no unit, and the rank tests, of every pair under each metric of a role. */
export function effectSizes(results: ComparedResults, role: MetricInResults['role']): Table {
  const notes = new Footnotes()
  const level = formatLevel(results.confidence_level)
  return {
    columns: [
      { label: 'A' },
      { label: 'B' },
      { label: `A12 [${level} interval]`, align: 'right' },
      { label: "Cliff's delta", align: 'right' },
      { label: 'Size' },
      { label: `Hedges's g or odds ratio [${level} interval]`, align: 'right' },
      { label: 'p (Brunner-Munzel)', align: 'right' },
      { label: 'p (Mann-Whitney)', align: 'right' },
    ],
    groups: groupsOf(results, role, (comparison) => effectRow(comparison, notes)),
    notes: notes.notes,
  }
}

function effectRow(comparison: Comparison, notes: Footnotes): string[] {
  const { a, b, a12, a12_ci, cliffs_delta, magnitude, brunner_munzel, mann_whitney, reasons } = comparison
  const none = (name: string): string => notes.none(describeReason(reasons[name]))
  const permuted =
    brunner_munzel.method === 'permutation' && brunner_munzel.p !== null
      ? notes.mark('by studentized permutation')
      : ''
  return [
    a,
    b,
    a12 === null ? none('a12') : withInterval(a12, a12_ci, notes),
    cliffs_delta === null ? none('cliffs_delta') : EFFECT.format(cliffs_delta),
    magnitude ?? none('magnitude'),
    standardizedCell(comparison, notes),
    `${figureOrNone(brunner_munzel, 'p', formatP, notes)}${permuted}`,
    figureOrNone(mann_whitney, 'p', formatP, notes),
  ]
}

function standardizedCell(
  { hedges_g, hedges_g_ci, odds_ratio, reasons }: Comparison,
  notes: Footnotes,
): string {
  if (odds_ratio) {
    const { estimate, ci, reasons: why } = odds_ratio
    const ratio = estimate === null ? notes.none(describeReason(why['estimate'])) : EFFECT.format(estimate)
    if (ci.lo !== null && ci.hi === null) return `${ratio} [${EFFECT.format(ci.lo)}, ∞)`
    return estimate === null ? ratio : withInterval(estimate, ci, notes)
  }
  if (hedges_g === undefined || hedges_g === null) return notes.none(describeReason(reasons['hedges_g']))
  return hedges_g_ci ? withInterval(hedges_g, hedges_g_ci, notes) : EFFECT.format(hedges_g)
}

const withInterval = (estimate: number, interval: Interval, notes: Footnotes): string =>
  `${EFFECT.format(estimate)} ${intervalCell(interval, EFFECT, notes)}`

const EFFECT = { format: (value: number): string => formatDecimals(value, 2) }

/** Whether effects lie within the smallest one of interest, and what the runs could have shown. */
export function equivalence(results: ComparedResults, role: MetricInResults['role']): Table {
  const notes = new Footnotes()
  return {
    columns: [
      { label: 'A' },
      { label: 'B' },
      { label: 'Margin', align: 'right' },
      { label: 'p (two one-sided tests)', align: 'right' },
      { label: 'p adjusted', align: 'right' },
      { label: 'P(within margin)', align: 'right' },
      { label: 'Detectable with power .8', align: 'right' },
    ],
    groups: groupsOf(results, role, (comparison, format) => equivalenceRow(comparison, format, notes)),
    notes: notes.notes,
  }
}

function equivalenceRow(comparison: Comparison, { format }: EffectFormat, notes: Footnotes): string[] {
  const { a, b, equivalence: tested } = comparison
  const { margin_lo, margin_hi } = tested
  return [
    a,
    b,
    margin_lo === null || margin_hi === null
      ? notes.none(describeReason(tested.reasons['margin_lo']))
      : `${format(margin_lo)} to ${format(margin_hi)}`,
    figureOrNone(tested, 'p_tost', formatP, notes),
    figureOrNone(tested, 'p_adjusted', formatP, notes),
    figureOrNone(comparison, 'p_rope', EFFECT.format, notes),
    figureOrNone(comparison, 'mde_at_n', format, notes),
  ]
}
