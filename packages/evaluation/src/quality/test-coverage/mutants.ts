import { sha256 } from '@genai-devbench/files'
import type { SourceFile } from '../sources/read-sources.ts'
import { type Node, withSyntax } from '../sources/syntax.ts'
import { lineOf, walk } from '../sources/walk.ts'

/** One small change of a file that should make a test fail. */
export interface Mutant {
  path: string
  line: number
  /** Where `before` begins in the text of the file, in UTF-16 units. */
  index: number
  before: string
  after: string
}

/** The text of a file with the change made. */
export const mutated = (text: string, { index, before, after }: Mutant): string =>
  text.slice(0, index) + after + text.slice(index + before.length)

/** What each operator or constant becomes: conditionals, connectors, arithmetic (the operators of Mothra and PIT). */
const CHANGES: Record<string, string> = {
  '==': '!=',
  '!=': '==',
  '===': '!==',
  '!==': '===',
  '<': '>=',
  '>=': '<',
  '>': '<=',
  '<=': '>',
  and: 'or',
  or: 'and',
  '&&': '||',
  '||': '&&',
  '+': '-',
  '-': '+',
  '*': '/',
  True: 'False',
  False: 'True',
  true: 'false',
  false: 'true',
}
const PYTHON_CHANGES: Record<string, string> = { ...CHANGES, is: 'is not', in: 'not in' }
const OPERATIONS = new Set([
  'comparison_operator',
  'boolean_operator',
  'binary_operator',
  'binary_expression',
])
const CONSTANTS = new Set(['true', 'false'])
const NUMBERS = new Set(['integer', 'number'])
const WHOLE_NUMBER = /^\d{1,9}$/

/**
 * A sample of the mutants that covered lines have, always the same for the same code and seed: those with the lowest
 * hashes.
 */
export async function sampleMutants(
  code: readonly SourceFile[],
  covered: ReadonlyMap<string, ReadonlySet<number>>,
  { count, seed }: { count: number; seed: number },
): Promise<Mutant[]> {
  const all = await Promise.all(code.map((file) => mutantsOf(file, covered.get(file.path) ?? new Set())))
  return all
    .flat()
    .map((mutant) => ({ mutant, hash: sha256(JSON.stringify([seed, mutant.path, mutant.index])) }))
    .toSorted((a, b) => (a.hash < b.hash ? -1 : 1))
    .slice(0, count)
    .map(({ mutant }) => mutant)
}

function mutantsOf({ path, language, text }: SourceFile, covered: ReadonlySet<number>): Promise<Mutant[]> {
  const changes = language === 'python' ? PYTHON_CHANGES : CHANGES
  return withSyntax(language, text, (root) => {
    const mutants: Mutant[] = []
    walk(root, (node) => {
      const line = lineOf(node)
      const after = covered.has(line) ? changeOf(node, changes) : undefined
      if (after !== undefined) mutants.push({ path, line, index: node.startIndex, before: node.text, after })
    })
    return mutants
  })
}

function changeOf(node: Node, changes: Record<string, string>): string | undefined {
  if (NUMBERS.has(node.type)) return WHOLE_NUMBER.test(node.text) ? String(Number(node.text) + 1) : undefined
  const isOperator = node.childCount === 0 && OPERATIONS.has(node.parent?.type ?? '')
  return isOperator || CONSTANTS.has(node.type) ? changes[node.text] : undefined
}
