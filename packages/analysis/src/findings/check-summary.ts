import { type CheckSummary, type EvaluatedRun, NOT_DUE, OUTCOME_MARKS } from '@genai-devbench/schema'
import type { Arm } from './arms.ts'
import { type Evaluations, evaluationOf } from './evaluations.ts'

/** How an arm's runs went at each check after each step, in the order in which the steps ran. */
export function summarizeChecks(
  { id: framework, records }: Arm,
  evaluations: Evaluations = new Map(),
): CheckSummary[] {
  const columns = new Map<string, CheckColumn>()
  for (const record of records) {
    const evaluation = evaluationOf(evaluations, record)
    if (evaluation?.not_evaluated === null) countRun(evaluation, columns)
  }
  return [...columns.values()]
    .flatMap(({ step, title, places }) =>
      [...places].map(([execution_index, counts]) => ({
        framework,
        step,
        title,
        execution_index,
        ...counts,
      })),
    )
    .toSorted((a, b) => a.execution_index - b.execution_index)
}

/** A check with its counts after each step, by the place of that step. */
interface CheckColumn {
  step: number
  title: string
  places: Map<number, Pick<CheckSummary, 'passed' | 'regressed' | 'n'>>
}

function countRun({ check_titles, steps }: EvaluatedRun, columns: Map<string, CheckColumn>): void {
  const own = check_titles.flatMap(({ step, titles }) =>
    titles.map((title) => ({
      column: columnOf(columns, step, title),
      hasPassed: false,
      hasRegressed: false,
    })),
  )
  for (const { execution_index, outcomes } of steps) {
    for (const [index, check] of own.entries()) {
      const mark = outcomes[index] ?? NOT_DUE
      if (mark === NOT_DUE) continue
      const counts = countsAt(check.column, execution_index)
      counts.n += 1
      if (mark === OUTCOME_MARKS.passed) {
        counts.passed += 1
        check.hasPassed = true
      } else if (check.hasPassed && !check.hasRegressed) {
        counts.regressed += 1
        check.hasRegressed = true
      }
    }
  }
}

function columnOf(columns: Map<string, CheckColumn>, step: number, title: string): CheckColumn {
  const key = `${step} ${title}`
  const known = columns.get(key)
  if (known) return known
  const column = { step, title, places: new Map() }
  columns.set(key, column)
  return column
}

function countsAt({ places }: CheckColumn, place: number): Pick<CheckSummary, 'passed' | 'regressed' | 'n'> {
  const known = places.get(place)
  if (known) return known
  const counts = { passed: 0, regressed: 0, n: 0 }
  places.set(place, counts)
  return counts
}
