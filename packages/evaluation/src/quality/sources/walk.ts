import type { Node } from './syntax.ts'

/** Calls `visit` for each node below and including `root`, in the order of the text; `false` leaves out what is below it. */
export function walk(root: Node, visit: (node: Node) => boolean | void): void {
  const cursor = root.walk()
  try {
    for (;;) {
      if (visit(cursor.currentNode) !== false && cursor.gotoFirstChild()) continue
      while (!cursor.gotoNextSibling()) if (!cursor.gotoParent()) return
    }
  } finally {
    cursor.delete()
  }
}

/** Number of the line, from 1, on which a node begins. */
export const lineOf = (node: Node): number => node.startPosition.row + 1

/** Numbers of the lines, from 1, on which a node lies. */
export function linesOf(node: Node): number[] {
  const first = lineOf(node)
  return Array.from({ length: node.endPosition.row + 2 - first }, (_, index) => first + index)
}
