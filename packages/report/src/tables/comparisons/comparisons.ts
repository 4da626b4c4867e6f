import type { Comparison, MetricInResults, Results } from '@genai-devbench/schema'
import { formatP } from '../../apa.ts'
import { Footnotes, type Table } from '../../document/table.ts'
import { formatDecimals } from '../../format-number.ts'
import { TEST, WARNING, describeReason, formatLevel, verdictText } from '../../words.ts'
import { type EffectFormat, effectFormat } from '../effect-format.ts'
import { figureOrNone, intervalCell, intervalText } from '../estimate-cell.ts'

type ComparedResults = Pick<Results, 'comparisons' | 'metrics' | 'confidence_level'>

/** Every pair of frameworks under each metric of a role: what differs, by how much, and how sure that is. */
export function comparisons(results: ComparedResults, role: MetricInResults['role']): Table {
  const notes = new Footnotes()
  const level = formatLevel(results.confidence_level)
  const isPrimary = role === 'primary'
  const isAnytime = results.comparisons.some(({ ci_anytime }) => ci_anytime !== undefined)
  return {
    columns: [
      { label: 'A' },
      { label: 'B' },
      { label: 'n (A, B)', align: 'right' },
      { label: `A against B [${level} interval]`, align: 'right' },
      ...(isPrimary ? [{ label: `[${level} simultaneous]`, align: 'right' as const }] : []),
      ...(isAnytime ? [{ label: `[${level} anytime]`, align: 'right' as const }] : []),
      { label: 'p', align: 'right' },
      { label: `p adjusted (${isPrimary ? 'Holm' : 'BH'})`, align: 'right' },
      { label: 'A12', align: 'right' },
      { label: 'Verdict' },
    ],
    groups: groupsOf(results, role, (comparison, format) => row(comparison, format, notes)),
    notes: notes.notes,
  }
}

/** One group of rows for each metric of a role, headed by what is estimated and tested. */
export function groupsOf(
  { comparisons: all, metrics }: ComparedResults,
  role: MetricInResults['role'],
  rowOf: (comparison: Comparison, format: EffectFormat) => string[],
): Table['groups'] {
  return metrics
    .filter((metric) => metric.role === role)
    .flatMap((metric) => {
      const own = all.filter(({ metric: id }) => id === metric.id)
      const [first] = own
      if (!first) return []
      const format = effectFormat(metric, own)
      return [
        {
          heading: `${metric.label}: ${format.description}; ${TEST[first.test.name]}`,
          rows: own.map((comparison) => rowOf(comparison, format)),
        },
      ]
    })
}

function row(comparison: Comparison, format: EffectFormat, notes: Footnotes): string[] {
  const { a, b, n_a, n_b, estimate, ci, ci_simultaneous, ci_anytime, test, a12, verdict, reasons, warnings } =
    comparison
  const none = (why: string | undefined): string => notes.none(describeReason(why))
  const remarks = warnings.map((warning) => WARNING[warning])
  const verdictCell =
    verdict === null
      ? notes.none(describeReason(reasons['verdict']), ...remarks)
      : `${verdictText(comparison)}${notes.mark(...remarks)}`
  return [
    a,
    b,
    `${n_a}, ${n_b}`,
    estimate === null
      ? none(reasons['estimate'])
      : `${format.format(estimate)} ${intervalCell(ci, format, notes)}`,
    ...(ci_simultaneous
      ? [intervalText(ci_simultaneous, format) ?? none(ci_simultaneous.reasons['lo'])]
      : []),
    ...(ci_anytime ? [intervalText(ci_anytime, format) ?? none(ci_anytime.reasons['lo'])] : []),
    figureOrNone(test, 'p', formatP, notes),
    figureOrNone(test, 'p_adjusted', formatP, notes),
    a12 === null ? none(reasons['a12']) : formatDecimals(a12, 2),
    verdictCell,
  ]
}
