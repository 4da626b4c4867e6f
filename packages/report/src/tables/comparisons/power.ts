import type { AchievedPrecision, Detectable, MetricInResults, Results } from '@genai-devbench/schema'
import { Footnotes, type Table } from '../../document/table.ts'
import { formatDecimals } from '../../format-number.ts'
import { type EffectFormat, effectFormat } from '../effect-format.ts'
import { WITHOUT_WIDTH, figureOrNone, isFlat } from '../estimate-cell.ts'

/** How exactly each framework is known under the primary metrics, beside what the stopping rule asked for. */
export function precisionTable({ power, metrics, summary }: Results): Table {
  const notes = new Footnotes()
  const hasTargets = power.precision.some(({ target }) => target !== null)
  const flat = ({ framework, metric }: AchievedPrecision): string => {
    const own = summary[framework]?.[metric]
    return own && isFlat(own) ? notes.mark(WITHOUT_WIDTH) : ''
  }
  return {
    columns: [
      { label: 'Framework' },
      { label: 'n', align: 'right' },
      { label: 'Half-width', align: 'right' },
      ...(hasTargets ? [{ label: 'Target', align: 'right' as const }] : []),
    ],
    groups: primary(metrics).map(({ id, label, type }) => {
      const unit = type === 'binary' ? ' points' : '%'
      const percent = (value: number): string => `${formatDecimals(100 * value, 1)}${unit}`
      return {
        heading: `${label}: ${type === 'binary' ? 'percentage points' : 'relative'}`,
        rows: power.precision
          .filter(({ metric }) => metric === id)
          .map((row) => [
            row.framework,
            String(row.n),
            `${figureOrNone(row, 'half_width', percent, notes)}${flat(row)}`,
            ...(hasTargets ? [figureOrNone(row, 'target', percent, notes)] : []),
          ]),
      }
    }),
    notes: notes.notes,
  }
}

/** The smallest effects that the runs made, and those planned, could have shown. */
export function detectableTable({ power, metrics, comparisons }: Results): Table {
  const notes = new Footnotes()
  const isAsPlanned = power.pairs.every(
    ({ achieved, planned }) => achieved.n_a === planned.n_a && achieved.n_b === planned.n_b,
  )
  const family = `In the family of ${power.family_size}`
  return {
    columns: [
      { label: 'A' },
      { label: 'B' },
      { label: 'n (A, B)', align: 'right' },
      { label: 'One test alone', align: 'right' },
      { label: family, align: 'right' },
      ...(isAsPlanned
        ? []
        : [
            { label: 'Planned n', align: 'right' as const },
            { label: `${family}, planned n`, align: 'right' as const },
          ]),
    ],
    groups: primary(metrics).map((metric) => {
      const format = effectFormat(
        metric,
        comparisons.filter((comparison) => comparison.metric === metric.id),
      )
      return {
        heading: `${metric.label}: ${format.description}`,
        rows: power.pairs
          .filter((pair) => pair.metric === metric.id)
          .map(({ a, b, achieved, planned }) => [
            a,
            b,
            `${achieved.n_a}, ${achieved.n_b}`,
            cell(achieved, 'alone', format, notes),
            cell(achieved, 'in_family', format, notes),
            ...(isAsPlanned ? [] : [String(planned.n_a), cell(planned, 'in_family', format, notes)]),
          ]),
      }
    }),
    notes: notes.notes,
  }
}

const cell = (
  found: Detectable,
  name: 'alone' | 'in_family',
  { format }: EffectFormat,
  notes: Footnotes,
): string => figureOrNone(found, name, format, notes)

const primary = (metrics: readonly MetricInResults[]): MetricInResults[] =>
  metrics.filter(({ role }) => role === 'primary')
