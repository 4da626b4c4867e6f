import type { SourceFile } from '../sources/read-sources.ts'
import { withSyntax } from '../sources/syntax.ts'
import { codeLinesOf, tokensOf } from '../sources/tokens.ts'
import type { Baseline } from './run-tests.ts'

/**
 * How many lines of code can be run and how many were. Of Python those that the interpreter has code for, docstrings left
 * out; of JavaScript all lines of code. In a file that does not parse no line was run.
 */
export async function countLines(
  code: readonly SourceFile[],
  { covered, runnable }: Pick<Baseline, 'covered' | 'runnable'>,
): Promise<{ lines: number; covered: number }> {
  const total = { lines: 0, covered: 0 }
  for (const { path, language, text } of code) {
    const codeLines = await withSyntax(language, text, (root) => codeLinesOf(tokensOf(root)))
    const runnableOfFile = runnable.get(path) ?? codeLines
    const lines = [...codeLines].filter((line) => runnableOfFile.has(line))
    total.lines += lines.length
    total.covered += lines.filter((line) => covered.get(path)?.has(line)).length
  }
  return total
}
