import { sha256 } from '@genai-devbench/files'
import { isObject, parseJson } from '../json/json.ts'
import type { TextPattern } from '../middleware/linear-pattern.ts'
import { matchesIn, replaceMatches } from '../middleware/matches.ts'

/**
 * A request body without what means nothing to a model: keys in order, no white space, each text (not the keys) as `rewrite`
 * gives it. A body that is no JSON is one text.
 */
export function canonicalRequest(body: Buffer | string, rewrite: (text: string) => string): string {
  const text = body.toString()
  const json = parseJson(text)
  return JSON.stringify(json === undefined ? rewrite(text) : canonical(json, rewrite))
}

function canonical(value: unknown, rewrite: (text: string) => string): unknown {
  if (typeof value === 'string') return rewrite(value)
  if (Array.isArray(value)) return value.map((item) => canonical(item, rewrite))
  if (!isObject(value)) return value
  const entries = Object.entries(value).toSorted(([a], [b]) => (a < b ? -1 : 1))
  return Object.fromEntries(entries.map(([key, item]) => [key, canonical(item, rewrite)]))
}

/** What frameworks put into prompts and no two runs share. Matching too much is harmless: what then looks alike is told apart by its order. */
const CHANGING: readonly (readonly [RegExp, string])[] = [
  // ISO 8601 and its relatives: 2026-11-21, 2026-11-21T12:47:07.123Z, 2026/11/21 12:47:07,123 +0100.
  [
    /\d{4}[-/]\d{2}[-/]\d{2}(?:[T ]\d{2}:\d{2}(?::\d{2}(?:[.,]\d+)?)?(?: ?(?:Z|[+-]\d{2}:?\d{2}))?)?/gu,
    '<<time>>',
  ],
  // asctime and RFC 9110: Sat Nov 21, Sat, 21 Nov 2026, November 21, 2026.
  [
    /(?:(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun)[a-z]*,? )?(?:(?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)[a-z]* +\d{1,2}|\d{1,2} (?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)[a-z]*)\b(?:,? \d{4})?/gu,
    '<<time>>',
  ],
  [/\b(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day\b/gu, '<<time>>'],
  [/\b\d{1,2}:\d{2}:\d{2}(?:[.,]\d+)?\b/gu, '<<time>>'],
  // Seconds or milliseconds since 1970, of the years 2020 to 2033.
  [/(?<!\d)1[6-9]\d{8}(?:\.\d+|\d{3})?(?!\d)/gu, '<<time>>'],
  // What test runners print: in 0.12s, 3.4 ms, duration_ms 12.345.
  [/\b\d+(?:\.\d+)? ?(?:ms|s|sec|seconds)\b|\bduration_ms:? \d+(?:\.\d+)?/gu, '<<duration>>'],
  [/\b[\da-f]{8}-[\da-f]{4}-[\da-f]{4}-[\da-f]{4}-[\da-f]{12}\b/giu, '<<uuid>>'],
  // Python's tempfile.
  [/\btmp[\da-z_]{8}\b/gu, '<<temporary>>'],
  // Ports that the system gave out.
  [/\b(127\.0\.0\.1|localhost):(?:3[2-9]|[4-6]\d)\d{3}\b/gu, '$1:<<port>>'],
]

/** Hides what changes from run to run in a text: what is known to, and what the experiment's patterns say. */
export function hideChanging(patterns: readonly TextPattern[]): (text: string) => string {
  const own = patterns.map((pattern) => ({ name: '<<masked>>', pattern }))
  const hideOwn = (text: string) => replaceMatches(text, matchesIn(text, own), (name) => name)
  return (text) => CHANGING.reduce((rest, [pattern, name]) => rest.replace(pattern, name), hideOwn(text))
}

/** The same for two requests that a replay takes for the same. */
export const requestKey = (method: string, path: string, canonicalBody: string | null): string =>
  sha256(JSON.stringify([method, path, canonicalBody]))
