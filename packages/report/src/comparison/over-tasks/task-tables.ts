import type {
  ComparisonOverTasks,
  EffectInTask,
  MetricInResults,
  TaskComparison,
} from '@genai-devbench/schema'
import { formatP } from '../../apa.ts'
import { Footnotes, type RowGroup, type Table } from '../../document/table.ts'
import { type EffectFormat, effectFormat } from '../../tables/effect-format.ts'
import { figureOrNone, intervalCell } from '../../tables/estimate-cell.ts'
import { describeReason, formatLevel, saidOnce, verdictText } from '../../words.ts'
import { metricsOf } from '../change-tables.ts'

type Role = MetricInResults['role']

/** One format for the effects in tasks and over them. */
export const taskEffectFormat = (
  metric: MetricInResults,
  own: readonly ComparisonOverTasks[],
): EffectFormat => effectFormat(metric, [...own, ...own.flatMap(({ tasks }) => tasks)])

/** Every pair of frameworks over all tasks. */
export function overTasks(comparison: TaskComparison, role: Role): Table {
  const notes = new Footnotes()
  return {
    columns: [
      { label: 'A' },
      { label: 'B' },
      { label: 'Tasks', align: 'right' },
      { label: 'A larger, equal, smaller', align: 'right' },
      { label: `Mean [${formatLevel(comparison.confidence_level)} interval]`, align: 'right' },
      { label: 'p', align: 'right' },
      { label: role === 'primary' ? 'p (Holm)' : 'p (BH)', align: 'right' },
      { label: 'Sign flips, p', align: 'right' },
      { label: 'Verdict' },
    ],
    groups: groupsOf(comparison, role, (pair, format) => [pairRow(pair, format, notes)]),
    notes: notes.notes,
  }
}

/** The same pairs task by task. */
export function inEachTask(comparison: TaskComparison): Table {
  const notes = new Footnotes()
  return {
    columns: [
      { label: 'A' },
      { label: 'B' },
      { label: 'Task' },
      { label: 'n (A, B)', align: 'right' },
      { label: `Effect [${formatLevel(comparison.confidence_level)} interval]`, align: 'right' },
    ],
    groups: groupsOf(comparison, 'primary', ({ a, b, tasks }, format) =>
      tasks.map((effect) => [
        a,
        b,
        effect.task,
        `${effect.n_a}, ${effect.n_b}`,
        effectCell(effect, format, notes),
      ]),
    ),
    notes: notes.notes,
  }
}

function groupsOf(
  comparison: TaskComparison,
  role: Role,
  rowsOf: (pair: ComparisonOverTasks, format: EffectFormat) => string[][],
): RowGroup[] {
  return metricsOf(comparison, role).map((metric) => {
    const own = comparison.comparisons.filter((pair) => pair.metric === metric.id)
    const format = taskEffectFormat(metric, own)
    return {
      heading: `${metric.label}: ${format.description}`,
      rows: own.flatMap((pair) => rowsOf(pair, format)),
    }
  })
}

function pairRow(pair: ComparisonOverTasks, format: EffectFormat, notes: Footnotes): string[] {
  const { a, b, tasks, n_tasks, larger, equal, smaller, signed_rank, verdict, reasons } = pair
  const absent = tasks.filter(({ estimate }) => estimate === null)
  return [
    a,
    b,
    absent.length === 0 ? String(n_tasks) : `${n_tasks} of ${tasks.length}${notes.mark(whyLeftOut(absent))}`,
    `${larger}, ${equal}, ${smaller}`,
    effectCell(pair, format, notes),
    figureOrNone(signed_rank, 'p', formatP, notes),
    figureOrNone(signed_rank, 'p_adjusted', formatP, notes),
    figureOrNone({ p_sign_flip: pair.p_sign_flip, reasons }, 'p_sign_flip', formatP, notes),
    verdict === null ? notes.none(describeReason(reasons['verdict'])) : verdictText(pair),
  ]
}

function whyLeftOut(absent: readonly EffectInTask[]): string {
  const why = absent.map(({ task, reasons }) => ({ name: task, said: describeReason(reasons['estimate']) }))
  return `left out: ${saidOnce(why)
    .map(({ names, said }) => `${names} (${said})`)
    .join('; ')}`
}

function effectCell(
  effect: Pick<ComparisonOverTasks, 'estimate' | 'ci' | 'reasons'>,
  format: EffectFormat,
  notes: Footnotes,
): string {
  const { estimate, ci, reasons } = effect
  const cell = figureOrNone({ estimate, reasons }, 'estimate', format.format, notes)
  return estimate === null ? cell : `${cell} ${intervalCell(ci, format, notes)}`
}
