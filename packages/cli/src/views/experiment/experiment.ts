import { type RunOutcome, isResult, RUN_OUTCOMES } from '@genai-devbench/schema'
import type { ShownExperiment } from '../../commands/experiment/show.ts'
import { formatCost, formatTokens, formatUsage } from '../text/amounts.ts'
import { type Column, renderColumns } from '../text/columns.ts'
import { plainText } from '../text/plain-text.ts'
import { renderLabelled, renderPlan } from '../plan.ts'
import { describeStatus, formatTime } from './standing.ts'
import { wrapText } from '../text/wrap-text.ts'

/** More than this fill the screen and help nobody. */
const MOST_LINES = 10

/** One page: what the experiment is, how it stands, and what to do next. */
export function renderExperiment(shown: ShownExperiment, columns = Infinity): string {
  const { paths, config, problems, next } = shown
  const plan = renderPlan(
    {
      config,
      paths,
      selected: config.frameworks,
      steps: config.steps.filter(({ enabled }) => enabled),
      maxRuns: config.stopping.max_runs,
    },
    columns,
  )
  return [
    plan,
    renderLabelled(standing(shown), columns),
    '',
    progressTable(shown, columns),
    ...attempts(shown, columns),
    ...problems.flatMap((problem) => ['', wrapLines(`! ${problem}`, columns)]),
    ...next.map((command, index) => `${index === 0 ? '\nNext: ' : '      '}${command}`),
    '',
  ].join('\n')
}

function standing({
  overview,
  progress: { totals, abandoned, unfinished },
}: ShownExperiment): [string, string][] {
  const { config_sha256: hash, sealed, last_activity: time } = overview
  const reason = totals.all.tokens_reason ?? totals.all.cost_reason
  return [
    ['Status', `${describeStatus(overview)}${time === null ? '' : `, last activity ${formatTime(time)}`}`],
    [
      'Config hash',
      hash === null ? '' : `${hash.slice(0, 12)}${sealed ? ', sealed' : ', not sealed before the first run'}`,
    ],
    ['Spent', `${formatUsage(totals.all)}${reason === null ? '' : ` (${reason})`}`],
    [
      'Abandoned',
      abandoned.length === 0 ? '' : `of this ${formatUsage(totals.abandoned)}, in attempts that do not count`,
    ],
    [
      'Unfinished',
      unfinished.length === 0 ? '' : `of this ${formatUsage(totals.unfinished)}, in runs without a result`,
    ],
  ]
}

/** A column for each way in which a run ended. */
function progressTable({ config, progress: { frameworks } }: ShownExperiment, columns: number): string {
  const outcomes = RUN_OUTCOMES.filter(
    (outcome) =>
      isResult(outcome) && frameworks.some((framework) => framework.outcomes[outcome] !== undefined),
  )
  const head: Column[] = [
    { label: 'framework', gives: true },
    { label: 'runs', align: 'right' },
    ...outcomes.map((outcome: RunOutcome): Column => ({
      label: outcome.replaceAll('_', ' '),
      align: 'right',
    })),
    { label: 'spent', align: 'right' },
    { label: 'cost', align: 'right' },
  ]
  const rows = frameworks.map(({ id, runs, outcomes: counts, spending: { all } }) => [
    id,
    `${runs}/${config.stopping.max_runs}`,
    ...outcomes.map((outcome) => String(counts[outcome] ?? 0)),
    formatTokens(all),
    formatCost(all.cost_picousd),
  ])
  return renderColumns(head, rows, columns)
}

function attempts({ progress: { abandoned, unfinished } }: ShownExperiment, columns: number): string[] {
  return [
    ...section(
      'Attempts that do not count:',
      abandoned.map(
        ({ framework, run, attempt, reason, outcome, usage }) =>
          `${framework} run ${run}, attempt ${attempt}: ${reason ?? outcome}; ${formatUsage(usage)}`,
      ),
      columns,
    ),
    ...section(
      'Runs without a result:',
      unfinished.map(
        ({ framework, run, reason, usage }) => `${framework} run ${run}: ${reason}; ${formatUsage(usage)}`,
      ),
      columns,
    ),
  ]
}

function section(heading: string, lines: readonly string[], columns: number): string[] {
  if (lines.length === 0) return []
  const more = lines.length > MOST_LINES ? [`  and ${lines.length - MOST_LINES} more (--json has all)`] : []
  const shown = lines
    .slice(0, MOST_LINES)
    .map((line) => `  ${wrapText(plainText(line), columns - 2, '    ')}`)
  return ['', heading, ...shown, ...more]
}

const wrapLines = (text: string, columns: number): string =>
  text
    .split('\n')
    .map((line) => wrapText(plainText(line), columns, '  '))
    .join('\n')
