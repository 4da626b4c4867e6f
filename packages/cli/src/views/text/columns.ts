import Table from 'cli-table3'
import { plainText } from './plain-text.ts'
import { wrapText } from './wrap-text.ts'

const LINES = [
  'top',
  'top-mid',
  'top-left',
  'top-right',
  'bottom',
  'bottom-mid',
  'bottom-left',
  'bottom-right',
  'left',
  'left-mid',
  'mid',
  'mid-mid',
  'right',
  'right-mid',
]
const NO_LINES = Object.fromEntries(LINES.map((name) => [name, '']))
const GAP = 2
const LEAST_WIDTH = 8

export interface Column {
  label: string
  align?: 'right'
  /** Gives way, breaking its texts into lines, when the terminal is too narrow; its words only when nothing else helps. */
  gives?: true
}

/** A table without lines, for a terminal of so many columns. */
export function renderColumns(
  columns: readonly Column[],
  rows: readonly (readonly string[])[],
  terminalColumns = Infinity,
): string {
  const cells = [columns.map(({ label }) => label), ...rows.map((row) => row.map(plainText))]
  const widths = columnWidths(columns, cells, terminalColumns)
  const table = new Table({
    chars: { ...NO_LINES, middle: ' '.repeat(GAP) },
    style: { head: [], border: [], 'padding-left': 0, 'padding-right': 0 },
    colWidths: widths,
    colAligns: columns.map(({ align }) => align ?? 'left'),
    wordWrap: true,
    wrapOnWordBoundary: false,
  })
  table.push(...cells.map((row) => row.map((text, index) => wrapCell(text, widths[index] ?? Infinity))))
  return table
    .toString()
    .split('\n')
    .map((line) => line.trimEnd())
    .join('\n')
}

/** Between words, and within those that are longer than a line. */
function wrapCell(text: string, width: number): string {
  const lines = wrapText(text, width, '').split('\n')
  return lines.flatMap((line) => (line.length <= width ? line : pieces(line, width))).join('\n')
}

const pieces = (word: string, length: number): string[] =>
  Array.from({ length: Math.ceil(word.length / length) }, (_, index) =>
    word.slice(index * length, (index + 1) * length),
  )

/** What is missing is taken from the widest of the columns that give way, again and again. */
function columnWidths(
  columns: readonly Column[],
  cells: readonly (readonly string[])[],
  most: number,
): number[] {
  const widths = columns.map((_, index) => Math.max(...cells.map((row) => row[index]?.length ?? 0)))
  const total = (): number => widths.reduce((sum, width) => sum + width + GAP, -GAP)
  const longestWords = columns.map((_, index) =>
    Math.max(...cells.flatMap((row) => (row[index] ?? '').split(' ').map((word) => word.length))),
  )
  for (const least of [longestWords, columns.map(() => LEAST_WIDTH)]) {
    while (total() > most) {
      const giving = columns.flatMap(({ gives }, index) =>
        gives && (widths[index] ?? 0) > Math.max(least[index] ?? 0, LEAST_WIDTH) ? [index] : [],
      )
      const widest = giving.toSorted((a, b) => (widths[b] ?? 0) - (widths[a] ?? 0))[0]
      if (widest === undefined) break
      widths[widest] = (widths[widest] ?? 0) - 1
    }
  }
  return widths
}
