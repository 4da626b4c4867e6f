import { Footnotes, type Table } from '../../document/table.ts'
import type { Dataset } from '../../exports/dataset.ts'
import { intervalCell } from '../../tables/estimate-cell.ts'
import { describeReason, formatLevel } from '../../words.ts'
import type { Effects } from './effects.ts'

export function forestTable({ sign, groups }: Effects, rows: string, level: number): Table {
  const notes = new Footnotes()
  const isFamily = groups.some(({ effects }) => effects.some((effect) => effect.ci_simultaneous))
  return {
    columns: [
      { label: rows },
      { label: `Estimate [${formatLevel(level)} interval]`, align: 'right' },
      ...(isFamily ? [{ label: 'Simultaneous interval', align: 'right' as const }] : []),
      { label: 'Verdict' },
    ],
    groups: groups.map(({ metric, heading = metric.label, effects, format }) => ({
      heading,
      rows: effects.map(({ nameOf, estimate, ci, ci_simultaneous, verdict, verdictText, reasons }) => {
        return [
          nameOf(sign),
          estimate === null
            ? notes.none(describeReason(reasons['estimate']))
            : `${format(estimate)} ${intervalCell(ci, { format }, notes)}`,
          ...(isFamily ? [ci_simultaneous ? intervalCell(ci_simultaneous, { format }, notes) : ''] : []),
          verdict === null && reasons['verdict'] !== undefined
            ? notes.none(describeReason(reasons['verdict']))
            : verdictText,
        ]
      }),
    })),
    notes: notes.notes,
  }
}

/** In the units of the results, whatever the axis shows. */
export function forestDataset({ groups }: Effects, keys: readonly string[]): Dataset {
  return {
    columns: [
      'metric',
      ...keys,
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
    rows: groups.flatMap(({ metric, effects }) =>
      effects.map((effect) => [
        metric.id,
        ...effect.keys,
        effect.estimand,
        effect.estimate,
        effect.ci.lo,
        effect.ci.hi,
        effect.ci_simultaneous?.lo ?? null,
        effect.ci_simultaneous?.hi ?? null,
        effect.equivalence?.margin_lo ?? null,
        effect.equivalence?.margin_hi ?? null,
        effect.verdict,
      ]),
    ),
  }
}
