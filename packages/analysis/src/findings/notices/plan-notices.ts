import type { ExperimentConfig, Notice, PlanInResults } from '@genai-devbench/schema'
import type { Arm } from '../arms.ts'
import { list } from './list-arms.ts'

/** Below this an interval leans on assumptions that the runs cannot show. */
export const FEW_RUNS = 5

export function planUnfinished(arms: readonly Arm[], { stopping }: ExperimentConfig): Notice[] {
  const planned = stopping.mode === 'fixed' ? stopping.max_runs : stopping.min_runs
  if (arms.every(({ runs }) => runs.length >= planned)) return []
  const least = stopping.mode === 'fixed' ? '' : 'at least '
  const plan = `${least}${planned} ${planned === 1 ? 'run' : 'runs'} of each framework`
  return [
    {
      code: 'plan_unfinished',
      message: `The plan is not finished: it asks for ${plan}; there are ${list(arms, ({ runs }) => String(runs.length))}.`,
    },
  ]
}

export function amended({ amendments }: PlanInResults): Notice[] {
  return amendments.map(({ amended_at, reason, changed_files, runs_before, runs_after }, index) => {
    const count = (runs: Record<string, number>): number => Object.values(runs).reduce((sum, n) => sum + n, 0)
    const message = `The configuration was amended after the first run (${index + 1} of ${amendments.length}, ${amended_at}: ${changed_files.join(', ')}). Reason given: ${reason}. ${count(runs_before)} runs were made before it, ${count(runs_after)} under it; the plan is still that of the first run.`
    return { code: 'amended', message }
  })
}

export function fewRuns(arms: readonly Arm[]): Notice[] {
  const few = arms.filter(({ runs }) => runs.length < FEW_RUNS)
  if (few.length === 0) return []
  const message = `Fewer than ${FEW_RUNS} runs: ${list(few, ({ runs }) => String(runs.length))}. Intervals from so few runs rest on assumptions that the runs themselves cannot show.`
  return [{ code: 'few_runs', message }]
}

export function unequalN(arms: readonly Arm[]): Notice[] {
  if (new Set(arms.map(({ runs }) => runs.length)).size <= 1) return []
  return [
    {
      code: 'unequal_n',
      message: `The frameworks have different numbers of runs: ${list(arms, ({ runs }) => String(runs.length))}.`,
    },
  ]
}
