import type { Table } from '../../document/table.ts'

/** Characters of \footnotesize on a line of an article, and on one of a page that is turned. */
const PORTRAIT = 80
const LANDSCAPE = 128
/** Between two columns. */
const SEPARATION = 2
/** Text may be broken into columns as narrow as this. */
const NARROWEST = 14

export interface ColumnWidths {
  isTurned: boolean
  /** In characters, of the columns of text that are broken into lines; undefined for those that are not. */
  widths: (number | undefined)[]
}

/** Numbers are never broken; text is where a line would be too long, and where that does not do the page is turned. */
export function columnWidths({ columns, groups }: Table): ColumnWidths {
  const needs = columns.map(({ label, align }, index) =>
    Math.max(
      align === 'right' ? Math.max(...headingLines(label).map((line) => line.length)) : label.length,
      ...groups.flatMap(({ rows }) => rows.map((cells) => cells[index]?.length ?? 0)),
    ),
  )
  const sum = (sizes: readonly number[]): number => sizes.reduce((total, size) => total + size, 0)
  const separations = SEPARATION * (columns.length - 1)
  if (sum(needs) + separations <= PORTRAIT) return { isTurned: false, widths: columns.map(() => undefined) }
  const isText = columns.map(({ align }) => align !== 'right')
  const texts = needs.filter((_, index) => isText[index])
  const taken = separations + sum(needs) - sum(texts)
  const least = sum(texts.map((need) => Math.min(need, NARROWEST)))
  const isTurned = taken + least > PORTRAIT
  const room = (isTurned ? LANDSCAPE : PORTRAIT) - taken
  const most = largestShare(texts, room)
  return { isTurned, widths: needs.map((need, index) => (isText[index] && need > most ? most : undefined)) }
}

/** What each may have at most so that all together have `room`. */
function largestShare(needs: readonly number[], room: number): number {
  let left = room
  for (const [index, need] of needs.toSorted((a, b) => a - b).entries()) {
    const share = left / (needs.length - index)
    if (need > share) return Math.max(Math.floor(share), NARROWEST)
    left -= need
  }
  return Infinity
}

/** The heading of a column of numbers, broken before its unit, interval or method. */
export const headingLines = (label: string): string[] => label.split(/ (?=[[(])/)
