import { type FrameworkResult, type Spending, sumUsage } from '@genai-devbench/schema'
import type { Arm } from './arms.ts'

/** All that an arm spent: equal to the sum of its lines in every llm_calls.jsonl. */
export function spendingOf({ records, unfinished }: Arm): Spending {
  const counted = sumUsage(records.map(({ totals }) => totals.usage))
  const abandoned = sumUsage(
    records.flatMap(({ abandoned_attempts }) => abandoned_attempts.map(({ usage }) => usage)),
  )
  const notFinished = sumUsage(unfinished.map(({ usage }) => usage))
  return { counted, abandoned, unfinished: notFinished, all: sumUsage([counted, abandoned, notFinished]) }
}

export function totalSpending(frameworks: readonly FrameworkResult[]): Spending {
  const sum = (part: keyof Spending) => sumUsage(frameworks.map(({ spending }) => spending[part]))
  return {
    counted: sum('counted'),
    abandoned: sum('abandoned'),
    unfinished: sum('unfinished'),
    all: sum('all'),
  }
}
