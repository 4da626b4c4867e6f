import { isDeepStrictEqual } from 'node:util'
import { type CheckSummary, type EvaluatedRun, NOT_DUE, OUTCOME_MARKS } from '@genai-devbench/schema'
import type { Arm } from './arms.ts'
import { type Evaluations, evaluationOf } from './evaluations.ts'

/** How an arm's runs went at each check after each step, in the order in which the steps ran. */
export function summarizeChecks(
  { id: framework, records }: Arm,
  evaluations: Evaluations = new Map(),
): CheckSummary[] {
  const columns = new CheckColumns()
  for (const record of records) {
    const evaluation = evaluationOf(evaluations, record)
    if (evaluation?.not_evaluated === null) countRun(evaluation, columns.of(evaluation.check_titles))
  }
  return columns
    .all()
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

class CheckColumns {
  readonly #byName = new Map<string, CheckColumn>()
  /** Most runs have the checks of the run before: comparing is cheaper than finding each. */
  #last: { titles: EvaluatedRun['check_titles']; columns: CheckColumn[] } = { titles: [], columns: [] }

  /** In the order of the titles. */
  of(titles: EvaluatedRun['check_titles']): readonly CheckColumn[] {
    if (!isDeepStrictEqual(titles, this.#last.titles)) {
      const columns = titles.flatMap((group) => group.titles.map((title) => this.#column(group.step, title)))
      this.#last = { titles, columns }
    }
    return this.#last.columns
  }

  all(): CheckColumn[] {
    return [...this.#byName.values()]
  }

  #column(step: number, title: string): CheckColumn {
    const name = `${step} ${title}`
    const column = this.#byName.get(name) ?? { step, title, places: new Map() }
    this.#byName.set(name, column)
    return column
  }
}

function countRun({ steps }: EvaluatedRun, columns: readonly CheckColumn[]): void {
  const hasPassed: boolean[] = []
  const hasRegressed: boolean[] = []
  for (const { execution_index, outcomes } of steps) {
    for (const [index, column] of columns.entries()) {
      const mark = outcomes[index] ?? NOT_DUE
      if (mark === NOT_DUE) continue
      const counts = countsAt(column, execution_index)
      counts.n += 1
      if (mark === OUTCOME_MARKS.passed) {
        counts.passed += 1
        hasPassed[index] = true
      } else if (hasPassed[index] && !hasRegressed[index]) {
        counts.regressed += 1
        hasRegressed[index] = true
      }
    }
  }
}

function countsAt({ places }: CheckColumn, place: number): Pick<CheckSummary, 'passed' | 'regressed' | 'n'> {
  const known = places.get(place)
  if (known) return known
  const counts = { passed: 0, regressed: 0, n: 0 }
  places.set(place, counts)
  return counts
}
