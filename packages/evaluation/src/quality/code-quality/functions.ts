import type { Language } from '../sources/languages.ts'
import type { Node } from '../sources/syntax.ts'
import { lineOf, linesOf } from '../sources/walk.ts'

/** A function, or what a file does outside of all functions. */
export interface FunctionSize {
  /** Null for a function without a name of its own. */
  name: string | null
  /** Where it begins, from 1; null for what is outside of all functions. */
  line: number | null
  /** Cyclomatic complexity: one more than its decisions. */
  complexity: number
  /** Lines of code that are its own: those of functions inside it are theirs. */
  lines: number[]
}

const PYTHON_FUNCTIONS = ['function_definition']
const PYTHON_DECISIONS = [
  ['if_statement', 'elif_clause', 'for_statement', 'while_statement', 'except_clause', 'case_clause'],
  ['conditional_expression', 'for_in_clause', 'if_clause', 'boolean_operator'],
].flat()
const SCRIPT_FUNCTIONS = [
  ['function_declaration', 'function_expression', 'arrow_function', 'method_definition'],
  ['generator_function', 'generator_function_declaration'],
].flat()
const SCRIPT_DECISIONS = [
  ['if_statement', 'for_statement', 'for_in_statement', 'while_statement', 'do_statement', 'switch_case'],
  ['catch_clause', 'ternary_expression', 'binary_expression'],
].flat()
const SHORT_CIRCUITS = new Set(['&&', '||', '??'])

/**
 * Size and cyclomatic complexity (McCabe 1976, "A Complexity Measure", IEEE Trans. Software Eng. 2(4)) of each function.
 * A decision is a branch, a loop, a case, an exception handler, or an operator that leaves out its right side. What fits
 * on one line belongs to the function around it.
 */
export function functionsOf(root: Node, language: Language, codeLines: ReadonlySet<number>): FunctionSize[] {
  const isPython = language === 'python'
  const file: FunctionSize = { name: null, line: null, complexity: 1, lines: [] }
  const functions = [file]
  const ownerOfLine = new Map<number, FunctionSize>()
  for (const node of nodesOf(root, isPython ? PYTHON_FUNCTIONS : SCRIPT_FUNCTIONS)) {
    if (node.startPosition.row === node.endPosition.row) continue
    const own = { name: nameOf(node), line: lineOf(node), complexity: 1, lines: [] }
    functions.push(own)
    // In the order of the text, so that what is inside comes later.
    for (const line of linesOf(node)) ownerOfLine.set(line, own)
  }
  const ownerOf = (line: number): FunctionSize => ownerOfLine.get(line) ?? file
  for (const node of nodesOf(root, isPython ? PYTHON_DECISIONS : SCRIPT_DECISIONS)) {
    if (isDecision(node)) ownerOf(lineOf(node)).complexity++
  }
  for (const line of codeLines) ownerOf(line).lines.push(line)
  return functions
}

const nodesOf = (root: Node, types: string[]): Node[] =>
  root.descendantsOfType(types).filter((node): node is Node => node !== null)

const nameOf = (node: Node): string | null =>
  (node.childForFieldName('name') ?? node.parent?.childForFieldName('name'))?.text ?? null

function isDecision(node: Node): boolean {
  if (node.type !== 'binary_expression') return true
  return SHORT_CIRCUITS.has(node.childForFieldName('operator')?.text ?? '')
}
