import type { CheckSummary, Results } from '@genai-devbench/schema'

/** A check and how often it passed after each step, by its place in the order of execution. */
export interface CheckRow {
  step: number
  title: string
  shares: Map<number, Pick<CheckSummary, 'passed' | 'regressed' | 'n'>>
}

export function checkRows(checks: readonly CheckSummary[]): CheckRow[] {
  const rows = new Map<string, CheckRow>()
  for (const { step, title, execution_index, passed, regressed, n } of checks) {
    const key = `${step} ${title}`
    const row = rows.get(key) ?? { step, title, shares: new Map() }
    row.shares.set(execution_index, { passed, regressed, n })
    rows.set(key, row)
  }
  return [...rows.values()]
}

/** Whether a check neither always nor never passes: a sentence says of the others all that a drawing could. */
export const isMixed = (row: CheckRow): boolean => !passesAlways(row) && !passesNever(row)

const passesAlways = ({ shares }: CheckRow): boolean =>
  [...shares.values()].every(({ passed, n }) => passed === n)
const passesNever = ({ shares }: CheckRow): boolean =>
  [...shares.values()].every(({ passed }) => passed === 0)

/** How many checks pass always, and how many never; empty where none does. */
export function uniformText(rows: readonly CheckRow[]): string {
  const counts = [
    { count: rows.filter(passesAlways).length, where: 'in every run after every step' },
    { count: rows.filter(passesNever).length, where: 'in no run after any step' },
  ]
  return counts
    .filter(({ count }) => count > 0)
    .map(({ count, where }) => `${count} of ${rows.length} checks pass ${where}`)
    .join('; ')
}

/** A sentence for each framework that was evaluated and has no figure. */
export function uniformChecks({ frameworks, checks = [] }: Results): string[] {
  return frameworks.flatMap(({ id }) => {
    const rows = checkRows(checks.filter(({ framework }) => framework === id))
    return rows.length === 0 || rows.some(isMixed)
      ? []
      : [`${id}: no figure, since runs and steps do not differ: ${uniformText(rows)}.`]
  })
}
