import type { CodeQualityRules, Score } from '@genai-devbench/schema'
import type { FunctionSize } from './functions.ts'

/** Of a function. */
export type SizeLimits = Pick<CodeQualityRules, 'complexity' | 'function_lines'>

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
  /** Lines that something is held against. */
  load: number
}

/**
 * Share of the lines of code that nothing is held against: 1 - load / lines. A line with a finding, in a repetition or in a
 * file that does not parse has a load of 1. So has, in a function above a limit, a line for each decision or each line above
 * it, whichever are more, as far as there are lines left.
 *
 * A load only ever adds up, and a line that is added with a load of 1 never raises the share. A line that is added without
 * a load does: it is clean code.
 */
export function scoreOf({ lines, load }: CodeLoad): Score {
  if (lines === 0) return { value: null, reason: 'there is no line of code in a language that is measured' }
  return { value: 1 - load / lines, reason: null }
}

/** The sum over all files. */
export function loadOf(files: readonly FileAnalysis[], limits: SizeLimits): CodeLoad {
  return files
    .map((file) => loadOfFile(file, limits))
    .reduce((sum, each) => ({ lines: sum.lines + each.lines, load: sum.load + each.load }), {
      lines: 0,
      load: 0,
    })
}

function loadOfFile(
  { parses, codeLines, findingLines, repeatedLines, functions }: FileAnalysis,
  limits: SizeLimits,
): CodeLoad {
  const lines = new Set([...codeLines, ...findingLines])
  if (!parses) return { lines: lines.size, load: lines.size }
  const isFaulty = (line: number): boolean => findingLines.has(line) || repeatedLines.has(line)
  const inFunctions = functions.reduce((sum, own) => {
    const sound = own.lines.filter((line) => !isFaulty(line)).length
    return sum + Math.min(excessOf(own, limits), sound)
  }, 0)
  return { lines: lines.size, load: [...lines].filter(isFaulty).length + inFunctions }
}

/** Decisions or lines of a function above its limits, whichever are more. What lies outside of all functions may be of any length. */
export function excessOf({ complexity, lines, line }: FunctionSize, limits: SizeLimits): number {
  return Math.max(0, complexity - limits.complexity, line === null ? 0 : lines.length - limits.function_lines)
}
