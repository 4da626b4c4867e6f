import type { FTestResult, MetricInResults, Omnibus, Results } from '@genai-devbench/schema'
import { formatP, pText } from '../../apa.ts'
import { Footnotes, type Table } from '../../document/table.ts'
import { formatDecimals } from '../../format-number.ts'
import { describeReason } from '../../words.ts'

/** Tests over all frameworks at once, under each metric of a role. */
export function omnibusTable({ metrics, omnibus }: Results, role: MetricInResults['role']): Table {
  const notes = new Footnotes()
  return {
    columns: [
      { label: 'Metric' },
      { label: 'Frameworks', align: 'right' },
      { label: 'Welch ANOVA', align: 'right' },
      { label: 'Kruskal-Wallis', align: 'right' },
      { label: 'epsilon²', align: 'right' },
      { label: 'Equal spread (Brown-Forsythe), p', align: 'right' },
    ],
    groups: [
      {
        rows: metrics
          .filter((metric) => metric.role === role)
          .flatMap(({ id, label }) => {
            const own = omnibus[id]
            return own ? [row(label, own, notes)] : []
          }),
      },
    ],
    notes: notes.notes,
  }
}

function row(label: string, omnibus: Omnibus, notes: Footnotes): string[] {
  const { frameworks, welch_anova, kruskal_wallis, brown_forsythe } = omnibus
  const { h, df, p, epsilon2, reasons } = kruskal_wallis
  const none = (why: string | undefined): string => notes.none(describeReason(why))
  return [
    label,
    String(frameworks.length),
    fTest(welch_anova) ?? none(welch_anova.reasons['p']),
    h === null || df === null || p === null
      ? none(reasons['p'])
      : `H(${df}) = ${formatDecimals(h, 2)}, ${pText(p)}`,
    epsilon2 === null ? none(reasons['epsilon2']) : formatDecimals(epsilon2, 2),
    brown_forsythe.p === null ? none(brown_forsythe.reasons['p']) : formatP(brown_forsythe.p),
  ]
}

function fTest({ f, df1, df2, p }: FTestResult): string | undefined {
  if (f === null || df1 === null || df2 === null || p === null) return undefined
  return `F(${df1}, ${formatDecimals(df2, 1)}) = ${formatDecimals(f, 2)}, ${pText(p)}`
}
