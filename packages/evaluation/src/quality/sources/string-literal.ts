import type { Node } from './syntax.ts'

const STRINGS = new Set(['string', 'template_string'])
const INSERTIONS = new Set(['interpolation', 'template_substitution'])

/** What a string literal says, with `*` for each value put into it; null for what is no string literal. */
export function literalOf(node: Node | null | undefined): string | null {
  if (!node || !STRINGS.has(node.type)) return null
  const start =
    node.type === 'string' && node.firstChild?.type === 'string_start'
      ? node.firstChild.endIndex
      : node.startIndex + 1
  const inner = node.text.slice(start - node.startIndex, -lengthOfEnd(node))
  const insertions = node.namedChildren.filter((child) => child !== null && INSERTIONS.has(child.type))
  const text = insertions.reduceRight(
    (rest, child) =>
      child === null
        ? rest
        : `${rest.slice(0, child.startIndex - start)}*${rest.slice(child.endIndex - start)}`,
    inner,
  )
  return isFormatted(node) ? text.replaceAll('{{', '{').replaceAll('}}', '}') : text
}

const lengthOfEnd = (node: Node): number =>
  node.lastChild?.type === 'string_end' ? node.lastChild.text.length : 1

/** Whether a Python string has braces that stand for themselves when doubled. */
const isFormatted = (node: Node): boolean =>
  node.firstChild?.type === 'string_start' && /f/i.test(node.firstChild.text)
