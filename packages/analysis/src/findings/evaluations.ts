import type { RunEvaluation, RunRecord } from '@genai-devbench/schema'

/** What the evaluation of each run comes to, by framework and number: `chatdev#3`. */
export type Evaluations = ReadonlyMap<string, RunEvaluation>

export const evaluationOf = (
  evaluations: Evaluations,
  { framework, run }: Pick<RunRecord, 'framework' | 'run'>,
): RunEvaluation | undefined => evaluations.get(`${framework}#${run}`)
