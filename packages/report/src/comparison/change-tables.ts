import type {
  CommonChange,
  DescribedExperiments,
  ExperimentChange,
  ExperimentComparison,
  MetricInResults,
} from '@genai-devbench/schema'
import { formatP } from '../apa.ts'
import { Footnotes, type RowGroup, type Table } from '../document/table.ts'
import { formatDecimals } from '../format-number.ts'
import { type EffectFormat, effectFormat } from '../tables/effect-format.ts'
import { figureOrNone, intervalCell, intervalText } from '../tables/estimate-cell.ts'
import { TEST, WARNING, describeReason, formatLevel, verdictText } from '../words.ts'

type Role = MetricInResults['role']

/** The experiment named later, in words about a pair. */
export const LATER = 'later'

export const changeFormat = (
  metric: MetricInResults,
  changed: readonly Pick<ExperimentChange, 'ci'>[],
): EffectFormat => effectFormat(metric, changed, [LATER, 'earlier'])

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
      ...(isAnytime(comparison)
        ? [{ label: `[${formatLevel(comparison.confidence_level)} anytime]`, align: 'right' as const }]
        : []),
      { label: 'p (Holm)', align: 'right' },
      { label: 'A12', align: 'right' },
      { label: 'Verdict' },
    ],
    groups: metricsOf(comparison, role).map((metric) => changeGroup(comparison, metric, isPair, notes)),
    notes: notes.notes,
  }
}

/** Whether an experiment stopped by confidence sequences, so that changes have intervals that allow for it. */
export const isAnytime = ({ changes: all }: ExperimentComparison): boolean =>
  all.some(({ ci_anytime }) => ci_anytime !== undefined)

export const metricsOf = (
  { metrics }: Pick<DescribedExperiments, 'metrics'>,
  role: Role,
): MetricInResults[] => metrics.filter((metric) => metric.role === role)

function changeGroup(
  comparison: ExperimentComparison,
  metric: MetricInResults,
  isPair: boolean,
  notes: Footnotes,
): RowGroup {
  const ofMetric = comparison.changes.filter((change) => change.metric === metric.id)
  const common = comparison.common.filter((change) => change.metric === metric.id)
  const format = changeFormat(metric, [...ofMetric, ...common])
  const test = ofMetric[0]?.test.name
  const withAnytime = isAnytime(comparison)
  const place = ({ from, to }: { from: string; to: string }): string[] => (isPair ? [] : [from, to])
  return {
    heading: `${metric.label}: ${format.description}${test === undefined ? '' : `; ${TEST[test]}`}`,
    rows: common.flatMap((shared) => [
      ...ofMetric
        .filter(({ from, to }) => from === shared.from && to === shared.to)
        .map((change) => [...place(change), ...changeRow(change, format, notes, withAnytime)]),
      ...(shared.frameworks.length > 1
        ? [[...place(shared), ...commonRow(shared, format, notes, withAnytime)]]
        : []),
    ]),
  }
}

function changeRow(
  change: ExperimentChange,
  format: EffectFormat,
  notes: Footnotes,
  withAnytime: boolean,
): string[] {
  const { framework, n_from, n_to, ci_anytime, test, verdict, reasons, warnings } = change
  const remarks = warnings.map((warning) => WARNING[warning])
  return [
    framework,
    `${n_from}, ${n_to}`,
    changeCell(change, format, notes),
    ...(withAnytime
      ? [
          ci_anytime
            ? (intervalText(ci_anytime, format) ?? notes.none(describeReason(ci_anytime.reasons['lo'])))
            : '',
        ]
      : []),
    figureOrNone(test, 'p_adjusted', formatP, notes),
    figureOrNone(change, 'a12', (value) => formatDecimals(value, 2), notes),
    verdict === null
      ? notes.none(describeReason(reasons['verdict']), ...remarks)
      : `${verdictText(change, LATER)}${notes.mark(...remarks)}`,
  ]
}

function changeCell(change: ExperimentChange | CommonChange, format: EffectFormat, notes: Footnotes): string {
  const estimate = figureOrNone(change, 'estimate', format.format, notes)
  return change.estimate === null ? estimate : `${estimate} ${intervalCell(change.ci, format, notes)}`
}

function commonRow(
  common: CommonChange,
  format: EffectFormat,
  notes: Footnotes,
  withAnytime: boolean,
): string[] {
  const { frameworks } = common
  const mark = notes.mark(
    'Weighted by inverse variances, for the frameworks that have a standard error; p not adjusted. It says little where the frameworks changed differently.',
  )
  return [
    `all ${frameworks.length}${mark}`,
    '',
    changeCell(common, format, notes),
    ...(withAnytime ? [''] : []),
    figureOrNone(common, 'p', formatP, notes),
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
            .map(({ from, to, interaction }) => [
              label,
              ...(isPair ? [] : [from, to]),
              figureOrNone(interaction, 'q', (q) => formatDecimals(q, 2), notes),
              figureOrNone(interaction, 'df', String, notes),
              figureOrNone(interaction, 'p', formatP, notes),
            ]),
        ),
      },
    ],
    notes: notes.notes,
  }
}
