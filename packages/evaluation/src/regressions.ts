import type { CheckName, CheckResult, StepEvaluation } from '@genai-devbench/schema'

/** Checks that passed after one of the steps before and do not now; null where one of those was not evaluated. */
export function regressionsOf(
  results: readonly CheckResult[],
  earlier: readonly StepEvaluation[],
  stepsBefore: readonly number[],
): CheckName[] | null {
  if (stepsBefore.some((id) => earlier.every(({ step }) => step !== id))) return null
  const passed = new Set(earlier.flatMap(({ checks }) => checks.filter(hasPassed).map(keyOf)))
  return results
    .filter((check) => !hasPassed(check) && passed.has(keyOf(check)))
    .map(({ step, title }) => ({ step, title }))
}

const hasPassed = ({ outcome }: CheckResult): boolean => outcome === 'passed'

export const keyOf = ({ step, title }: CheckName): string => `${step}\0${title}`
