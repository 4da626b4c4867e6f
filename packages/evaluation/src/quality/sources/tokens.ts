import type { Node } from './syntax.ts'
import { walk } from './walk.ts'

export interface Token {
  text: string
  /** Numbers of its first and last line, from 1. */
  first: number
  last: number
}

const COMMENTS = new Set(['comment', 'hash_bang_line'])
const STRINGS = new Set(['string', 'template_string'])

/** The tokens of a text, without comments and docstrings; a string is one token. */
export function tokensOf(root: Node): Token[] {
  const tokens: Token[] = []
  walk(root, (node) => {
    if (COMMENTS.has(node.type) || isDocstring(node)) return false
    if (node.childCount > 0 && !STRINGS.has(node.type)) return true
    // Python's grammar has empty tokens, for what it expects and does not find.
    if (node.text !== '')
      tokens.push({ text: node.text, first: node.startPosition.row + 1, last: node.endPosition.row + 1 })
    return false
  })
  return tokens
}

/** Lines on which there is a token: neither blank nor comment nor docstring. */
export function codeLinesOf(tokens: readonly Token[]): Set<number> {
  const lines = new Set<number>()
  for (const { first, last } of tokens) for (let line = first; line <= last; line++) lines.add(line)
  return lines
}

/** A Python statement that is nothing but a string, at the beginning of a module, class or function. */
export function isDocstring(node: Node): boolean {
  if (node.type !== 'expression_statement' || node.namedChildCount !== 1) return false
  if (node.namedChild(0)?.type !== 'string') return false
  const isFirst = node.parent?.namedChildren.find((child) => child?.type !== 'comment')?.equals(node)
  return isFirst === true && (node.parent?.type === 'module' || node.parent?.type === 'block')
}

/** The comments of a text. */
export function commentsOf(root: Node): Node[] {
  return root.descendantsOfType('comment').filter((node): node is Node => node !== null)
}
