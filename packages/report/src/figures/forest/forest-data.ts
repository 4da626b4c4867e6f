import { Footnotes, type Table } from '../../document/table.ts'
import type { Dataset } from '../../exports/dataset.ts'
import { intervalCell } from '../../tables/estimate-cell.ts'
import { describeReason, formatLevel, verdictText } from '../../words.ts'
import type { Effects } from './effects.ts'

export function forestTable({ sign, groups }: Effects, level: number): Table {
  const notes = new Footnotes()
  return {
    columns: [
      { label: `A ${sign} B` },
      { label: `Estimate [${formatLevel(level)} interval]`, align: 'right' },
      { label: 'Simultaneous interval', align: 'right' },
      { label: 'Verdict' },
    ],
    groups: groups.map(({ metric, comparisons, format }) => ({
      heading: metric.label,
      rows: comparisons.map((comparison) => {
        const { a, b, estimate, ci, ci_simultaneous, verdict, reasons } = comparison
        return [
          `${a} ${sign} ${b}`,
          estimate === null
            ? notes.none(describeReason(reasons['estimate']))
            : `${format(estimate)} ${intervalCell(ci, { format }, notes)}`,
          ci_simultaneous ? intervalCell(ci_simultaneous, { format }, notes) : '',
          verdict === null ? notes.none(describeReason(reasons['verdict'])) : verdictText(comparison),
        ]
      }),
    })),
    notes: notes.notes,
  }
}

/** In the units of the results, whatever the axis shows. */
export function forestDataset({ groups }: Effects): Dataset {
  return {
    columns: [
      'metric',
      'a',
      'b',
      'estimand',
      'estimate',
      'lo',
      'hi',
      'simultaneous_lo',
      'simultaneous_hi',
      'margin_lo',
      'margin_hi',
      'verdict',
    ],
    rows: groups.flatMap(({ metric, comparisons }) =>
      comparisons.map(({ a, b, estimand, estimate, ci, ci_simultaneous, equivalence, verdict }) => [
        metric.id,
        a,
        b,
        estimand,
        estimate,
        ci.lo,
        ci.hi,
        ci_simultaneous?.lo ?? null,
        ci_simultaneous?.hi ?? null,
        equivalence.margin_lo,
        equivalence.margin_hi,
        verdict,
      ]),
    ),
  }
}
