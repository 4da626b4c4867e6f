import { linearPattern } from '@genai-devbench/gateway'
import type { Llm, Problem } from '@genai-devbench/schema'
import type { LoadedConfig } from '@genai-devbench/store'

/** Regular expressions of the experiment's own that could keep every call waiting. */
export async function patternProblems(llm: Llm, problemAt: LoadedConfig['problemAt']): Promise<Problem[]> {
  const checked = await Promise.all(
    regexesOf(llm).map(async ({ path, regex }) => {
      try {
        await linearPattern(regex)
        return []
      } catch (error) {
        const why = String(error).replace(/^.*?error parsing regexp: /, '')
        const message = `${JSON.stringify(regex)} cannot be matched in linear time (${why}).`
        return [problemAt(['llm', ...path], message, HINT)]
      }
    }),
  )
  return checked.flat()
}

const HINT =
  'Do without lookahead, references to groups and more than 1000 repetitions: all calls wait while a text is searched.'

function regexesOf(llm: Llm): { path: (string | number)[]; regex: string }[] {
  const ofMiddleware = llm.middleware.flatMap((entry, index) =>
    entry.use === 'audit_log'
      ? []
      : entry.patterns.flatMap((pattern, place) =>
          typeof pattern === 'string'
            ? []
            : { path: ['middleware', index, 'patterns', place, 'regex'], regex: pattern.regex },
        ),
  )
  const masks = llm.provider === 'replay' ? llm.mask : []
  return [...ofMiddleware, ...masks.map((regex, index) => ({ path: ['mask', index], regex }))]
}
