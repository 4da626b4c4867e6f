import type { CheckSummary, Results } from '@genai-devbench/schema'
import type { Table } from '../../document/table.ts'
import { enumerate } from '../../words.ts'

/** The checks that regressed in any run, by framework, in how many, and after which steps. */
export function regressions({ frameworks, checks = [] }: Results): Table {
  return {
    columns: [
      { label: 'Check of step', align: 'right' },
      { label: 'Check' },
      { label: 'Runs in which it regressed', align: 'right' },
      { label: 'After step' },
    ],
    groups: frameworks.flatMap(({ id }) => {
      const rows = rowsOf(checks.filter(({ framework, regressed }) => framework === id && regressed > 0))
      return rows.length === 0 ? [] : [{ heading: id, rows }]
    }),
    notes: [],
  }
}

function rowsOf(regressed: readonly CheckSummary[]): string[][] {
  const names = new Map(regressed.map(({ step, title }) => [`${step} ${title}`, { step, title }]))
  return [...names.values()]
    .toSorted((a, b) => a.step - b.step)
    .map(({ step, title }) => {
      const own = regressed.filter((one) => one.step === step && one.title === title)
      const runs = own.reduce((sum, one) => sum + one.regressed, 0)
      const places =
        own.length === 1
          ? own.map(({ execution_index }) => String(execution_index))
          : own.map((one) => `${one.execution_index} (in ${one.regressed})`)
      return [String(step), title, `${runs} of ${Math.max(...own.map(({ n }) => n))}`, enumerate(places)]
    })
}
