import type { Llm, Problem } from '@genai-devbench/schema'
import type { LoadedConfig } from '@genai-devbench/store'

const HINT = 'Take it out of the configuration, or run the experiment with one runner, without --join.'

/** What only one process can hold to, or do in order, when several share an experiment. */
export function joinProblems({
  parts: { llm, stages },
  problemAt,
}: Pick<LoadedConfig, 'parts' | 'problemAt'>): Problem[] {
  const problems = llm ? reasonsAgainst(llm).map(([path, why]) => problemAt(['llm', ...path], why, HINT)) : []
  if (stages.length > 0) problems.push(problemAt(['stages'], 'stages are carried out by one runner.', HINT))
  return problems
}

function reasonsAgainst(llm: Llm): [path: string[], why: string][] {
  if (llm.provider === 'replay') return [[['provider'], 'a replay is made by one runner.']]
  const reasons: [value: unknown, path: string[], why: string][] = [
    [
      llm.budget?.experiment,
      ['budget', 'experiment'],
      'a runner knows what it spends itself, so runners that share the experiment could overspend it.',
    ],
    [llm.rate_limit, ['rate_limit'], 'every runner holds to it by itself, so several would send more.'],
    [
      llm.max_concurrency,
      ['max_concurrency'],
      'every runner holds to it by itself, so several would send more at a time.',
    ],
    ['record' in llm && llm.record ? true : undefined, ['record'], 'answers are recorded by one runner.'],
  ]
  return reasons.flatMap(([value, path, why]): [string[], string][] =>
    value === undefined ? [] : [[path, why]],
  )
}
