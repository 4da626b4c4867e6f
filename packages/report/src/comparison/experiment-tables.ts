import type {
  DescribedExperiments,
  ExperimentComparison,
  ExperimentDifference,
  MetricInResults,
} from '@genai-devbench/schema'
import { Footnotes, type Table } from '../document/table.ts'
import { numberFormat } from '../format-number.ts'
import { isGrave } from '../grave-notices.ts'
import { estimateCell, sampleSizeCell } from '../tables/estimate-cell.ts'
import { ESTIMAND, formatLevel, labelWithUnit, saidOnce, verdictText } from '../words.ts'
import { LATER, changeFormat, metricsOf } from './change-tables.ts'

export function experimentList({ experiments }: DescribedExperiments): Table {
  return {
    columns: [
      { label: 'Experiment' },
      { label: 'Model' },
      { label: 'Provider' },
      { label: 'Runs' },
      { label: 'Made' },
    ],
    groups: [
      {
        rows: experiments.map(({ name, model, provider, runs, first_run_started_at, last_run_ended_at }) => [
          name,
          model,
          provider,
          Object.entries(runs)
            .map(([framework, count]) => `${framework} ${count}`)
            .join(', '),
          `${first_run_started_at ?? 'unknown'} to ${last_run_ended_at ?? 'unknown'}`,
        ]),
      },
    ],
    notes: [],
  }
}

/** What each of them has to tell, but for what stands above all. */
export const noticesOfExperiments = ({ notices }: DescribedExperiments): string[] =>
  saidOnce(
    notices
      .filter((notice) => !isGrave(notice))
      .map(({ experiment, message }) => ({ name: experiment, said: message })),
  ).map(({ names, said }) => `${names}: ${said}`)

const KIND: Record<ExperimentDifference['kind'], string> = {
  task: 'Task',
  metric: 'Metric definition',
  model: 'Model',
  config: 'Configuration',
  framework: 'Framework',
  version: 'Version',
  host: 'Machine',
}

export function differenceList({ experiments, differences }: DescribedExperiments): Table {
  return {
    columns: [{ label: 'Kind' }, { label: 'What' }, ...experiments.map(({ name }) => ({ label: name }))],
    groups: [{ rows: differences.map(({ kind, what, values }) => [KIND[kind], what, ...values]) }],
    notes: [],
  }
}

/** Every framework in every experiment, with a column for each experiment or for each framework. */
export function valueMatrix(
  comparison: DescribedExperiments,
  role: MetricInResults['role'],
  across: 'experiments' | 'frameworks' = 'experiments',
): Table {
  const notes = new Footnotes()
  const { summary } = comparison
  const experiments = comparison.experiments.map(({ name }) => name)
  const frameworks = [...new Set(comparison.experiments.flatMap(({ runs }) => Object.keys(runs)))]
  const [columns, rows] = across === 'experiments' ? [experiments, frameworks] : [frameworks, experiments]
  return {
    columns: [
      { label: `Estimate [${formatLevel(comparison.confidence_level)} interval], n` },
      ...columns.map((label) => ({ label, align: 'right' as const })),
    ],
    groups: metricsOf(comparison, role).map((metric) => {
      const found = rows.map((row) =>
        columns.map((column) => {
          const [experiment, framework] = across === 'experiments' ? [column, row] : [row, column]
          return summary[experiment]?.[framework]?.[metric.id]
        }),
      )
      const format = numberFormat(
        metric,
        found.flat().map((own) => own?.estimate ?? null),
      )
      const estimand = found.flat().find((own) => own !== undefined)?.estimand
      return {
        heading: `${labelWithUnit(metric, format.unit)}${estimand === undefined ? '' : `: ${ESTIMAND[estimand]}`}`,
        rows: rows.map((row, index) => [
          row,
          ...(found[index] ?? []).map((own) =>
            own
              ? `${estimateCell(own, format, notes)}, ${sampleSizeCell(own, notes)}`
              : notes.none('the framework has no run in this experiment'),
          ),
        ]),
      }
    }),
    notes: notes.notes,
  }
}

/** Experiments against experiments, a metric: how the column's value relates to the row's. */
export function changeMatrix(comparison: ExperimentComparison, metric: MetricInResults): Table {
  const ofMetric = comparison.changes.filter((change) => change.metric === metric.id)
  const format = changeFormat(metric, ofMetric)
  const [, ...later] = comparison.experiments
  return {
    columns: [
      { label: `${format.description}, from` },
      ...later.map(({ name }) => ({ label: `to ${name}`, align: 'right' as const })),
    ],
    groups: comparison.frameworks.map((framework) => ({
      heading: framework,
      rows: comparison.experiments.slice(0, -1).map(({ name: from }) => [
        from,
        ...later.map(({ name: to }) => {
          const own = ofMetric.find(
            (change) => change.framework === framework && change.from === from && change.to === to,
          )
          if (!own || own.estimate === null) return ''
          return `${format.format(own.estimate)} ${verdictText(own, LATER)}`.trimEnd()
        }),
      ]),
    })),
    notes: [],
  }
}

export function hashes({ experiments, toolkit_version }: DescribedExperiments): Table {
  return {
    columns: [{ label: 'What' }, { label: 'Value' }],
    groups: [
      ...experiments.map(({ name, config_sha256, input_sha256 }) => ({
        heading: name,
        rows: [
          ['Configuration sha256', config_sha256],
          ['Run records sha256', input_sha256],
        ],
      })),
      { heading: 'This comparison', rows: [['Toolkit', toolkit_version]] },
    ],
    notes: [],
  }
}
