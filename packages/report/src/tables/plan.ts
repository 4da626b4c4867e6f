import { METRICS, type MetricId, type Results } from '@genai-devbench/schema'
import { counted } from '../document/blocks.ts'
import { Footnotes, type Table } from '../document/table.ts'
import { formatRatio } from '../format-number.ts'
import { formatLevel } from '../words.ts'
import { estimateCell, sampleSizeCell } from './estimate-cell.ts'
import { metricFormat } from './metric-summaries.ts'

export function stoppingText(mode: Results['stopping']['mode'], maxRuns: number): string {
  return `${mode}, ${mode === 'fixed' ? '' : 'at most '}${counted(maxRuns, 'run')} of each framework`
}

/** What was decided before the first run. */
export function planTable({ plan }: Results): Table {
  const rows = [
    [
      'Fixed',
      plan.source === 'seal'
        ? `${plan.sealed_at}, when the first run began`
        : 'by the configuration as it is',
    ],
    ['Primary metrics', plan.primary_metrics.map((id) => METRICS[id].label).join(', ')],
    ['Stopping', stoppingText(plan.stopping_mode, plan.max_runs)],
    ['Confidence level', formatLevel(plan.confidence_level)],
    ['Smallest effects of interest', sesoiText(plan)],
  ]
  return { columns: [{ label: 'What' }, { label: 'Plan' }], groups: [{ rows }], notes: [] }
}

export function sesoiText({ sesoi, primary_metrics }: Results['plan']): string {
  const declared = (Object.entries(sesoi) as [MetricId, number][]).map(([id, effect]) =>
    METRICS[id].type === 'positive'
      ? `${METRICS[id].label}: ratio ${formatRatio(1 / effect)} to ${formatRatio(effect)}`
      : `${METRICS[id].label}: difference ${differenceText(METRICS[id].unit, effect)}`,
  )
  const other = declared.length > 0 ? 'other ' : ''
  const usesDefault = primary_metrics.some((id) => METRICS[id].type === 'positive' && sesoi[id] === undefined)
  return (
    [...declared, ...(usesDefault ? [`ratio 0.800 to 1.25 for ${other}tokens, costs and times`] : [])].join(
      '; ',
    ) || 'none declared'
  )
}

const differenceText = (unit: string, effect: number): string =>
  unit === 'proportion' ? `${Number((100 * effect).toFixed(6))} percentage points` : `${effect} ${unit}`

/** Changes of the configuration after the first run, with the runs on either side. */
export function amendmentsTable({ plan }: Results): Table {
  const runs = (counts: Record<string, number>): string =>
    Object.entries(counts)
      .map(([id, count]) => `${id} ${count}`)
      .join(', ')
  return {
    columns: [
      { label: 'When' },
      { label: 'Reason given' },
      { label: 'Changed under config/' },
      { label: 'Runs before' },
      { label: 'Runs after' },
    ],
    groups: [
      {
        rows: plan.amendments.map(({ amended_at, reason, changed_files, runs_before, runs_after }) => [
          amended_at,
          reason,
          changed_files.join(', '),
          runs(runs_before),
          runs(runs_after),
        ]),
      },
    ],
    notes: [],
  }
}

/** Primary metrics of the runs under each configuration by itself. */
export function configurationsTable(results: Results): Table {
  const notes = new Footnotes()
  const { configurations = [], frameworks, metrics, confidence_level } = results
  return {
    columns: [
      { label: 'Configuration' },
      { label: 'Framework' },
      { label: 'n', align: 'right' },
      { label: `Estimate [${formatLevel(confidence_level)} interval]`, align: 'right' },
    ],
    groups: metrics
      .filter(({ role }) => role === 'primary')
      .map((metric) => ({
        heading: metric.label,
        rows: configurations.flatMap(({ config_sha256, summary }) =>
          frameworks.flatMap(({ id }) => {
            const own = summary[id]?.[metric.id]
            return own
              ? [
                  [
                    config_sha256.slice(0, 12),
                    id,
                    sampleSizeCell(own, notes),
                    estimateCell(own, metricFormat(results, metric), notes),
                  ],
                ]
              : []
          }),
        ),
      })),
    notes: notes.notes,
  }
}
