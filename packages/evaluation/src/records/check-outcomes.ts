import {
  type CheckName,
  type CheckOutcomes,
  NOT_DUE,
  OUTCOME_MARKS,
  type StepEvaluation,
} from '@genai-devbench/schema'
import { keyOf } from '../regressions.ts'

/** @param evaluations in the order of the steps */
export function checkOutcomes(evaluations: readonly StepEvaluation[]): CheckOutcomes {
  const titles = titlesOf(evaluations)
  const keys = titles.flatMap((group) => group.titles.map((title) => keyOf({ step: group.step, title })))
  return {
    check_titles: titles,
    steps: evaluations.map((evaluation) => {
      const marks = marksOf(evaluation)
      return {
        step: evaluation.step,
        execution_index: evaluation.execution_index,
        answered: evaluation.start.answered,
        outcomes: keys.map((key) => marks.get(key) ?? NOT_DUE).join(''),
      }
    }),
  }
}

/** The last step has them all; what is only among those of earlier ones comes from another set of checks. */
function titlesOf(evaluations: readonly StepEvaluation[]): CheckOutcomes['check_titles'] {
  const byStep = new Map<number, Set<string>>()
  const names: readonly CheckName[] = evaluations
    .toReversed()
    .flatMap(({ checks, checks_to_come }) => [...checks, ...checks_to_come])
  for (const { step, title } of names) byStep.set(step, (byStep.get(step) ?? new Set()).add(title))
  return [...byStep].map(([step, titles]) => ({ step, titles: [...titles] }))
}

/** Of checks that share a name one that did not pass counts. */
function marksOf({ checks }: StepEvaluation): Map<string, string> {
  const marks = new Map<string, string>()
  for (const check of checks) {
    const known = marks.get(keyOf(check)) ?? OUTCOME_MARKS.passed
    marks.set(keyOf(check), known === OUTCOME_MARKS.passed ? OUTCOME_MARKS[check.outcome] : known)
  }
  return marks
}
