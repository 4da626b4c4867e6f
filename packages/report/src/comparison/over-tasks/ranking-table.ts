import type { MetricInResults, RankingOverTasks, TaskComparison } from '@genai-devbench/schema'
import { pText } from '../../apa.ts'
import { Footnotes, type Table } from '../../document/table.ts'
import { formatDecimals } from '../../format-number.ts'
import { figureOrNone } from '../../tables/estimate-cell.ts'
import { describeReason, enumerate, inSentence } from '../../words.ts'
import { metricsOf } from '../change-tables.ts'

/** Three frameworks or more at once, under each metric of a role; undefined where no metric has so many. */
export function rankingTable(comparison: TaskComparison, role: MetricInResults['role']): Table | undefined {
  const own = comparison.rankings.filter((ranking) => ranking.role === role)
  if (own.length === 0) return undefined
  const notes = new Footnotes()
  return {
    columns: [
      { label: 'Mean rank' },
      ...comparison.frameworks.map((id) => ({ label: id, align: 'right' as const })),
      { label: 'Tasks', align: 'right' },
      { label: 'Friedman', align: 'right' },
      { label: 'Iman-Davenport', align: 'right' },
      { label: 'W', align: 'right' },
    ],
    groups: [
      {
        rows: metricsOf(comparison, role).flatMap(({ id, label }) => {
          const ranking = own.find(({ metric }) => metric === id)
          return ranking ? [row(label, ranking, comparison, notes)] : []
        }),
      },
    ],
    notes: notes.notes,
  }
}

function row(
  label: string,
  ranking: RankingOverTasks,
  { frameworks, experiments }: TaskComparison,
  notes: Footnotes,
): string[] {
  const { tasks, mean_ranks, chi2, df, p_chi_squared, f, df1, df2, p, reasons } = ranking
  const absent = experiments.flatMap(({ name }) => (tasks.includes(name) ? [] : [name]))
  const none = (name: string): string => notes.none(describeReason(reasons[name]))
  return [
    label,
    ...frameworks.map((id) => {
      const rank = mean_ranks[id]
      return rank === undefined
        ? notes.none('without a value in the tasks that are ranked')
        : formatDecimals(rank, 2)
    }),
    absent.length === 0
      ? String(tasks.length)
      : `${tasks.length} of ${experiments.length}${notes.mark(`left out, for want of a value of one of them: ${enumerate(absent)}`)}`,
    chi2 === null || p_chi_squared === null
      ? none('chi2')
      : `chi²(${df}) = ${formatDecimals(chi2, 2)}, ${pText(p_chi_squared)}`,
    f === null || p === null ? none('f') : `F(${df1}, ${df2}) = ${formatDecimals(f, 2)}, ${pText(p)}`,
    figureOrNone({ kendall_w: ranking.kendall_w, reasons }, 'kendall_w', (w) => formatDecimals(w, 2), notes),
  ]
}

/** What the ranks say, and which way users usually want each metric. */
export function rankingWords(comparison: TaskComparison, role: MetricInResults['role']): string {
  const wanted = (direction: MetricInResults['direction'], words: string): string[] => {
    const labels = metricsOf(comparison, role)
      .filter((metric) => metric.direction === direction)
      .map(({ label }) => inSentence(label))
    return labels.length === 0 ? [] : [`${words} of ${enumerate(labels)}`]
  }
  const directions = [...wanted('lower', 'less'), ...wanted('higher', 'more')]
  return [
    'In each task the frameworks are ranked by their estimates; rank 1 has the smallest value.',
    ...(directions.length === 0 ? [] : [`Users usually want ${enumerate(directions)}.`]),
  ].join(' ')
}
