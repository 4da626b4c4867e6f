import type { RunRecord } from '@genai-devbench/schema'
import type { Arm } from '../arms.ts'

/** With fewer output tokens, two independent answers may well be of the same length. */
const FEWEST_TOKENS = 50

/**
 * How many of an arm's runs repeat an earlier one: the same outcome, calls, input and output tokens in every phase of
 * every step. Two independent answers of a model hardly agree in that, so that such runs are as good as one.
 */
export function repeatedRuns({ records }: Arm): number {
  const patterns = records.map(patternOf).filter((pattern) => pattern !== undefined)
  return patterns.length - new Set(patterns).size
}

/** undefined where the record does not tell: no usage, or too little of it. */
function patternOf({ steps, totals: { usage } }: RunRecord): string | undefined {
  if (usage.output_tokens === null || usage.output_tokens < FEWEST_TOKENS) return undefined
  return JSON.stringify(
    steps.map(({ id, outcome, phases }) => [
      id,
      outcome,
      phases.map(({ phase, usage: { calls, input_tokens, output_tokens } }) => [
        phase,
        calls,
        input_tokens,
        output_tokens,
      ]),
    ]),
  )
}
