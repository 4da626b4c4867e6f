import type { Notice, RunOutcome } from '@genai-devbench/schema'
import type { Arm } from '../arms.ts'
import { list } from './list-arms.ts'

/** Where some completed, their success rates differ, and the notice of that says it. */
export function noneCompleted(arms: readonly Arm[]): Notice[] {
  const withRuns = arms.filter(({ runs }) => runs.length > 0)
  if (withRuns.length === 0 || withRuns.some((arm) => successes(arm) > 0)) return []
  const message = `No run completed: ${list(withRuns, ({ runs }) => `0 of ${runs.length}`)}. All other metrics are of runs that did not do their task.`
  return [{ code: 'none_completed', message }]
}

/** Survivorship: a run that failed early spent less, which says nothing about economy. */
export function successRatesDiffer(arms: readonly Arm[]): Notice[] {
  const withRuns = arms.filter(({ runs }) => runs.length > 0)
  if (new Set(withRuns.map((arm) => successes(arm) / arm.runs.length)).size <= 1) return []
  const rates = list(withRuns, (arm) => `${successes(arm)} of ${arm.runs.length}`)
  const message = `Success rates differ between frameworks: ${rates}. All other metrics include the runs that did not complete, which may have ended early; read them together with the success rates.`
  return [{ code: 'success_rates_differ', message }]
}

export function timeouts(arms: readonly Arm[]): Notice[] {
  const counts = endedWith(arms, 'timed_out')
  if (counts === '') return []
  const message = `Runs ended at the time limit: ${counts}. What they took (tokens, cost, time, calls) is a lower bound, so medians say more than means.`
  return [{ code: 'timeouts', message }]
}

export function spentBudgets(arms: readonly Arm[]): Notice[] {
  const counts = endedWith(arms, 'budget_exceeded')
  if (counts === '') return []
  const message = `Runs ended at their budget: ${counts}. Their tokens, costs and times are lower bounds, so medians say more than means.`
  return [{ code: 'spent_budgets', message }]
}

/** How many runs of each framework; '' when there are none. */
function endedWith(arms: readonly Arm[], ending: RunOutcome): string {
  const count = ({ runs }: Arm) => runs.filter(({ outcome }) => outcome === ending).length
  return list(
    arms.filter((arm) => count(arm) > 0),
    (arm) => `${count(arm)} of ${arm.runs.length}`,
  )
}

const successes = ({ runs }: Arm): number => runs.filter(({ outcome }) => outcome === 'completed').length
