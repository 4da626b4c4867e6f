import type { MiddlewareConfig } from '@genai-devbench/schema'
import { rewriteTexts } from './json-texts.ts'
import { matchesIn, replaceMatches } from './matches.ts'
import type { Middleware } from './middleware.ts'
import { type NamedPattern, namedPatterns } from './patterns.ts'

type ShieldConfig = Extract<MiddlewareConfig, { use: 'prompt_shield' }>

/** Keeps what its patterns match from being sent: the call, or the matches. */
export async function promptShield({ action, patterns }: ShieldConfig): Promise<Middleware> {
  const named = await namedPatterns(patterns)
  return {
    request(passing) {
      const { json, edits } = rewriteTexts(passing.body, (text) => masked(text, named), true)
      if (edits.length === 0) return passing
      if (action === 'deny') return { refusal: denied(edits) }
      // A path is made of keys, which are the framework's too.
      const mutations = edits.flatMap(({ path, note }) =>
        Array.from(note, ([pattern, matches]) => ({
          field: masked(path, named)?.text ?? path,
          from: { pattern, matches },
          to: placeholder(pattern),
        })),
      )
      return { ...passing, body: json, mutations: [...passing.mutations, ...mutations] }
    },
  }
}

/** The names of the patterns for which shields in this order would refuse a text. */
export async function deniedPatterns(
  text: string,
  middleware: readonly MiddlewareConfig[],
): Promise<string[]> {
  let passing = text
  for (const one of middleware) {
    if (one.use !== 'prompt_shield') continue
    const found = masked(passing, await namedPatterns(one.patterns))
    if (found !== undefined && one.action === 'deny') return [...found.note.keys()]
    passing = found?.text ?? passing
  }
  return []
}

const placeholder = (name: string): string => `[masked:${name}]`

/** `note`: how often each pattern matched. */
function masked(
  text: string,
  patterns: readonly NamedPattern[],
): { text: string; note: ReadonlyMap<string, number> } | undefined {
  const matches = matchesIn(text, patterns)
  if (matches.length === 0) return undefined
  const note = new Map<string, number>()
  for (const { name } of matches) note.set(name, (note.get(name) ?? 0) + 1)
  return { text: replaceMatches(text, matches, placeholder), note }
}

function denied(edits: readonly { path: string; note: ReadonlyMap<string, number> }[]) {
  const names = [...new Set(edits.flatMap(({ note }) => [...note.keys()]))]
  const what = `the pattern${names.length === 1 ? '' : 's'} ${names.join(', ')} of llm.middleware`
  return {
    status: 400,
    code: 'prompt_denied',
    message: `The request was not sent: its texts match ${what}, which a prompt_shield denies.`,
  }
}
