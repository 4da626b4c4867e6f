import { LineCounter, Parser } from 'yaml'
import type * as z from 'zod'
import { type Path, documentPositions } from './document-positions.ts'
import type { Problem } from '../problem.ts'
import { checkValue, formatPath } from './schema-problems.ts'
import { composeDocument } from './yaml-composition.ts'
import { yamlFaults } from './yaml-faults.ts'
import { isTooDeep } from './yaml-nesting.ts'

export interface ParsedDocument<T> {
  /** Present only when there is no problem. */
  value?: T
  /** The document as plain data, whether it fits the schema or not; absent when it is no valid YAML. */
  raw?: unknown
  problems: Problem[]
  /** A problem at a path of this document, with its line and column. */
  problemAt: (path: Path, message: string, hint?: string) => Problem
}

const MAX_CHARACTERS = 200_000
const MAX_PROBLEMS = 50

/**
 * Reads a YAML document and checks it against a schema. Finds every problem at once, each with line, column and
 * path. Pure: the text is passed in, `file` only names it.
 */
export function parseYamlDocument<T>(text: string, schema: z.ZodType<T>, file: string): ParsedDocument<T> {
  if (text.length > MAX_CHARACTERS)
    return failed(file, `larger than ${MAX_CHARACTERS} characters.`, 'Is this the right file?')
  const lines = new LineCounter()
  const tokens = [...new Parser(lines.addNewLine).parse(text)]
  if (isTooDeep(tokens)) return failed(file, 'nested too deeply.', 'Is this the right file?')
  const document = composeDocument(tokens, text.length)
  const positions = documentPositions(document)
  const problem = (offset: number, path: Path, message: string, hint?: string): Problem => {
    const { line, col } = lines.linePos(offset)
    return {
      file,
      line,
      column: col,
      ...(path.length > 0 && { path: formatPath(path) }),
      message,
      ...(hint !== undefined && { hint }),
    }
  }
  const problemAt: ParsedDocument<T>['problemAt'] = (path, message, hint) =>
    problem(positions.ofValue(path), path, message, hint)
  const unsound = yamlFaults(document).map(({ offset, message, hint }) => problem(offset, [], message, hint))
  if (unsound.length > 0) return { problems: limited(firstOfEachLine(unsound), file), problemAt }
  const raw: unknown = document.toJS()
  const checked = checkValue(raw, schema)
  if ('parsed' in checked) return { value: checked.parsed, raw, problems: [], problemAt }
  const problems = checked.faults.map(({ path, message, hint, atKey }) =>
    problem(atKey ? positions.ofKey(path) : positions.ofValue(path), path, message, hint),
  )
  return { raw, problems: limited(problems, file), problemAt }
}

function failed<T>(file: string, message: string, hint: string): ParsedDocument<T> {
  return { problems: [{ file, message, hint }], problemAt: (_path, text) => ({ file, message: text }) }
}

/** What stands behind a fault on its line mostly follows from it. */
function firstOfEachLine(problems: readonly Problem[]): Problem[] {
  const byLine = new Map<number | undefined, Problem>()
  for (const problem of problems) if (!byLine.has(problem.line)) byLine.set(problem.line, problem)
  return [...byLine.values()]
}

function limited(problems: Problem[], file: string): Problem[] {
  const left = problems.length - MAX_PROBLEMS
  return left <= 0
    ? problems
    : [
        ...problems.slice(0, MAX_PROBLEMS),
        { file, message: `${left} more problems.`, hint: 'Mend these first.' },
      ]
}
