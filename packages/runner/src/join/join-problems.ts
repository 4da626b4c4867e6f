import type { Llm, Problem } from '@genai-devbench/schema'
import type { LoadedConfig } from '@genai-devbench/store'

const ALONE = 'Take it out of the configuration, or run the experiment with one runner, without --join.'

/** What only one process can hold to, or do in order, when several share an experiment. */
export function joinProblems({
  parts: { llm, stages },
  problemAt,
}: Pick<LoadedConfig, 'parts' | 'problemAt'>): Problem[] {
  const problems = llm ? limitsOf(llm).map(([path, why]) => problemAt(['llm', ...path], why, ALONE)) : []
  if (stages.length > 0) problems.push(problemAt(['stages'], 'stages are carried out by one runner.', ALONE))
  return problems
}

function limitsOf(llm: Llm): [path: string[], why: string][] {
  const limits: [path: string[], why: string, isSet: boolean][] = [
    [
      ['budget', 'experiment'],
      'a runner knows what it spends itself, so runners that share the experiment could overspend it.',
      llm.budget?.experiment !== undefined,
    ],
    [
      ['rate_limit'],
      'every runner holds to it by itself, so several would send more.',
      'rate_limit' in llm && llm.rate_limit !== undefined,
    ],
    [
      ['max_concurrency'],
      'every runner holds to it by itself, so several would send more at a time.',
      'max_concurrency' in llm && llm.max_concurrency !== undefined,
    ],
    [['record'], 'answers are recorded by one runner.', 'record' in llm && llm.record],
    [['provider'], 'a replay is made by one runner.', llm.provider === 'replay'],
  ]
  return limits.flatMap(([path, why, isSet]): [string[], string][] => (isSet ? [[path, why]] : []))
}
