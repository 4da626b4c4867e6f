import type { Score } from '@genai-devbench/schema'
import type { FunctionSize } from './functions.ts'

/** Above it McCabe (1976) would have a function divided; ten is his limit and NIST's (SP 500-235). */
export const COMPLEXITY_LIMIT = 10
/** Lines of code of a function, as Sonar and PMD take it for several languages. */
export const LENGTH_LIMIT = 60

/** What the analysers say of one file; all line numbers from 1. */
export interface FileAnalysis {
  /** Whether its language's parser accepts it. */
  parses: boolean
  codeLines: ReadonlySet<number>
  /** Lines on which a rule is broken. */
  findingLines: ReadonlySet<number>
  repeatedLines: ReadonlySet<number>
  functions: readonly FunctionSize[]
}

export interface CodeLoad {
  /** Lines of code, those of comments on which a rule is broken included. */
  lines: number
  /** Sum over the lines of what is held against each, from 0 to 1. */
  load: number
}

/**
 * Share of the lines of code that nothing is held against: 1 - load / lines. A line with a finding, in a repetition or in a
 * file that does not parse has a load of 1; any other has that of the function it belongs to, which is the part of its
 * complexity above the limit or of its length above the limit, whichever is larger: 1 - limit / actual.
 *
 * A load only ever adds to a line, and a line that is added with a load of 1 never raises the share. A line that is added
 * without a load does: it is clean code.
 */
export function scoreOf({ lines, load }: CodeLoad): Score {
  if (lines === 0) return { value: null, reason: 'there is no line of code in a language that is measured' }
  return { value: 1 - load / lines, reason: null }
}

/** The sum over all files. */
export function loadOf(files: readonly FileAnalysis[]): CodeLoad {
  return files
    .map(loadOfFile)
    .reduce((sum, each) => ({ lines: sum.lines + each.lines, load: sum.load + each.load }), {
      lines: 0,
      load: 0,
    })
}

function loadOfFile({ parses, codeLines, findingLines, repeatedLines, functions }: FileAnalysis): CodeLoad {
  const lines = new Set([...codeLines, ...findingLines])
  if (!parses) return { lines: lines.size, load: lines.size }
  const loads = new Map<number, number>()
  for (const own of functions) for (const line of own.lines) loads.set(line, excessOf(own))
  for (const line of lines) if (findingLines.has(line) || repeatedLines.has(line)) loads.set(line, 1)
  return { lines: lines.size, load: [...loads.values()].reduce((sum, load) => sum + load, 0) }
}

/** Part of a function that is too much, from 0 to below 1. What lies outside of all functions may be of any length. */
export function excessOf({ complexity, lines, line }: FunctionSize): number {
  const tooLong = line === null ? 0 : 1 - LENGTH_LIMIT / lines.length
  return Math.max(0, 1 - COMPLEXITY_LIMIT / complexity, tooLong)
}
