import type { DescribedExperiments, MetricInResults, RankingOverTasks } from '@genai-devbench/schema'
import { none, partsOf } from '../../figures.ts'
import { type FriedmanTest, friedmanTest } from '../../statistics/blocks/friedman.ts'
import { midranks } from '../../statistics/descriptive/ranks.ts'
import { undetermined } from '../../statistics/statistic.ts'
import { overTasks } from './task-reasons.ts'

const FEWEST_FRAMEWORKS = 3
const OF_RANKS = ['chi2', 'df', 'p_chi_squared', 'kendall_w'] as const
const OF_F = ['f', 'df1', 'df2', 'p'] as const

/** Over the tasks in which all frameworks with a value in any of them have one; undefined for fewer than three of those. */
export function rankingOf(
  { id: metric, role }: MetricInResults,
  summary: DescribedExperiments['summary'],
  allFrameworks: readonly string[],
): RankingOverTasks | undefined {
  const rows = Object.entries(summary).map(([task, ofFrameworks]) => ({
    task,
    valueOf: (framework: string) => settled(ofFrameworks[framework]?.[metric]?.estimate ?? null),
  }))
  const frameworks = allFrameworks.filter((id) => rows.some(({ valueOf }) => valueOf(id) !== null))
  if (frameworks.length < FEWEST_FRAMEWORKS) return undefined
  const blocks = rows.flatMap(({ task, valueOf }) => {
    const values = frameworks.map(valueOf).filter((value) => value !== null)
    return values.length === frameworks.length ? [{ task, values }] : []
  })
  const ranks = blocks.map(({ values }) => midranks(values))
  const meanRank = (column: number): number =>
    ranks.reduce((sum, row) => sum + (row[column] ?? 0), 0) / ranks.length
  return {
    metric,
    role,
    frameworks,
    tasks: blocks.map(({ task }) => task),
    mean_ranks: blocks.length === 0 ? {} : Object.fromEntries(frameworks.map((id, i) => [id, meanRank(i)])),
    ...testsOf(frameworks.map((_, column) => blocks.map(({ values }) => values[column] ?? 0))),
  }
}

/** Means that differ by rounding alone have one rank. */
const settled = (value: number | null): number | null =>
  value === null ? null : Number(value.toPrecision(12))

type Tests = Omit<RankingOverTasks, 'metric' | 'role' | 'frameworks' | 'tasks' | 'mean_ranks'>

function testsOf(treatments: readonly (readonly number[])[]): Tests {
  // Of a single block all that can be said is its order.
  const isSingle = treatments[0]?.length === 1
  const friedman = isSingle ? undetermined('one_observation') : friedmanTest(treatments)
  const test = overTasks<FriedmanTest>(friedman, 'equal_in_every_task')
  if (test.value === null) {
    const { reasons, ...figures } = partsOf(test, [...OF_RANKS, ...OF_F])
    return { ...figures, reasons }
  }
  const { chi2, df, p, kendallW, imanDavenport } = test.value
  const { reasons, ...ofF } = partsOf(
    imanDavenport === null ? none('complete_agreement') : { value: imanDavenport },
    OF_F,
  )
  return { chi2, df, p_chi_squared: p, kendall_w: kendallW, ...ofF, reasons }
}
