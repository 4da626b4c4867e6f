import type { EvaluatedNow } from '@genai-devbench/runner'
import type { Score } from '@genai-devbench/schema'
import { formatPercent } from './text/amounts.ts'
import { renderColumns } from './text/columns.ts'

/** What the evaluations of runs come to, one line each; the reasons for what is unknown are in analyze's report. */
export function renderEvaluations(evaluated: readonly EvaluatedNow[]): string {
  const rows = evaluated.map(({ record: { framework, run }, evaluation, isNew }) => {
    const place = [framework, String(run)]
    if (evaluation.not_evaluated !== null)
      return [...place, '-', '-', '-', '-', '-', `not evaluated: ${evaluation.not_evaluated}`]
    const { checks, functionality, executable_step_rate, regressions, migration_continuity } = evaluation
    return [
      ...place,
      `${checks.passed} of ${checks.total}`,
      share(functionality),
      share(executable_step_rate),
      regressions.value === null ? '-' : String(regressions.value),
      share(migration_continuity),
      isNew ? 'now' : 'before',
    ]
  })
  const columns = [
    { label: 'Framework' },
    { label: 'Run', align: 'right' as const },
    { label: 'Checks', align: 'right' as const },
    { label: 'Passed', align: 'right' as const },
    { label: 'Starts', align: 'right' as const },
    { label: 'Regressions', align: 'right' as const },
    { label: 'Data kept', align: 'right' as const },
    { label: 'Evaluated', gives: true as const },
  ]
  return renderColumns(columns, rows, process.stdout.columns || undefined)
}

const share = ({ value }: Score): string => (value === null ? '-' : formatPercent(value))
