import type {
  CommonChange,
  ExperimentChange,
  ExperimentComparison,
  MetricInResults,
} from '@genai-devbench/schema'
import { Footnotes, type RowGroup, type Table } from '../document/table.ts'
import { formatDecimals } from '../format-number.ts'
import { describeReason, formatLevel } from '../words.ts'
import { VERDICT, changeCell, changeFormat, changeHeading, formatP } from './format-change.ts'

type Role = MetricInResults['role']

/** What changed, framework by framework, and below it the change they have in common. */
export function changes(comparison: ExperimentComparison, role: Role): Table {
  const notes = new Footnotes()
  const isPair = comparison.experiments.length === 2
  return {
    columns: [
      ...(isPair ? [] : [{ label: 'From' }, { label: 'To' }]),
      { label: 'Framework' },
      { label: 'n (from, to)', align: 'right' },
      { label: `Change [${formatLevel(comparison.confidence_level)} interval]`, align: 'right' },
      { label: 'p (Holm)', align: 'right' },
      { label: 'A12', align: 'right' },
      { label: 'Verdict' },
    ],
    groups: metricsOf(comparison, role).map((metric) => changeGroup(comparison, metric, isPair, notes)),
    notes: notes.notes,
  }
}

export const metricsOf = ({ metrics }: ExperimentComparison, role: Role): MetricInResults[] =>
  metrics.filter((metric) => metric.role === role)

function changeGroup(
  comparison: ExperimentComparison,
  metric: MetricInResults,
  isPair: boolean,
  notes: Footnotes,
): RowGroup {
  const ofMetric = comparison.changes.filter((change) => change.metric === metric.id)
  const common = comparison.common.filter((change) => change.metric === metric.id)
  const format = changeFormat(metric, [...ofMetric, ...common])
  const place = ({ from, to }: { from: string; to: string }): string[] => (isPair ? [] : [from, to])
  return {
    heading: changeHeading(metric),
    rows: common.flatMap((shared) => [
      ...ofMetric
        .filter(({ from, to }) => from === shared.from && to === shared.to)
        .map((change) => [...place(change), ...changeRow(change, format, notes)]),
      ...(shared.frameworks.length > 1 ? [[...place(shared), ...commonRow(shared, format, notes)]] : []),
    ]),
  }
}

function changeRow(change: ExperimentChange, format: (value: number) => string, notes: Footnotes): string[] {
  const { framework, n_from, n_to, test, a12, verdict, reasons } = change
  return [
    framework,
    `${n_from}, ${n_to}`,
    changeCell(change, format, notes),
    test.p_adjusted === null ? notes.none(describeReason(test.reasons['p'])) : formatP(test.p_adjusted),
    a12 === null ? notes.none(describeReason(reasons['a12'])) : formatDecimals(a12, 2),
    verdict === null ? notes.none(describeReason(reasons['verdict'])) : VERDICT[verdict],
  ]
}

function commonRow(common: CommonChange, format: (value: number) => string, notes: Footnotes): string[] {
  const { p, reasons, frameworks } = common
  const mark = notes.mark(
    'Weighted by inverse variances, for the frameworks that have a standard error; p not adjusted. It says little where the frameworks changed differently.',
  )
  return [
    `all ${frameworks.length}${mark}`,
    '',
    changeCell(common, format, notes),
    p === null ? notes.none(describeReason(reasons['p'])) : formatP(p),
    '',
    '',
  ]
}

/** Whether two frameworks have a change under any metric. */
export const canInteract = ({ common }: ExperimentComparison): boolean =>
  common.some(({ frameworks }) => frameworks.length > 1)

/** Did the frameworks change differently? */
export function interactions(comparison: ExperimentComparison, role: Role): Table {
  const notes = new Footnotes()
  const isPair = comparison.experiments.length === 2
  return {
    columns: [
      { label: 'Metric' },
      ...(isPair ? [] : [{ label: 'From' }, { label: 'To' }]),
      { label: 'Q', align: 'right' },
      { label: 'df', align: 'right' },
      { label: 'p', align: 'right' },
    ],
    groups: [
      {
        rows: metricsOf(comparison, role).flatMap(({ id, label }) =>
          comparison.common
            .filter(({ metric, frameworks }) => metric === id && frameworks.length > 1)
            .map(({ from, to, interaction: { q, df, p, reasons } }) => [
              label,
              ...(isPair ? [] : [from, to]),
              q === null ? notes.none(describeReason(reasons['q'])) : formatDecimals(q, 2),
              df === null ? '' : String(df),
              p === null ? '' : formatP(p),
            ]),
        ),
      },
    ],
    notes: notes.notes,
  }
}
