import Table from 'cli-table3'
import { plainText } from './plain-text.ts'

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
  /** Gives way, breaking its texts into lines, when the terminal is too narrow. */
  gives?: true
}

/** A table without lines, for a terminal of so many columns. */
export function renderColumns(
  columns: readonly Column[],
  rows: readonly (readonly string[])[],
  terminalColumns = Infinity,
): string {
  const cells = [columns.map(({ label }) => label), ...rows.map((row) => row.map(plainText))]
  const table = new Table({
    chars: { ...NO_LINES, middle: ' '.repeat(GAP) },
    style: { head: [], border: [], 'padding-left': 0, 'padding-right': 0 },
    colWidths: columnWidths(columns, cells, terminalColumns),
    colAligns: columns.map(({ align }) => align ?? 'left'),
    wordWrap: true,
    wrapOnWordBoundary: false,
  })
  table.push(...cells.map((row) => [...row]))
  return table
    .toString()
    .split('\n')
    .map((line) => line.trimEnd())
    .join('\n')
}

/** What is missing is taken from the widest of the columns that give way, again and again. */
function columnWidths(
  columns: readonly Column[],
  cells: readonly (readonly string[])[],
  most: number,
): number[] {
  const widths = columns.map((_, index) => Math.max(...cells.map((row) => row[index]?.length ?? 0)))
  const total = (): number => widths.reduce((sum, width) => sum + width + GAP, -GAP)
  while (total() > most) {
    const giving = columns.flatMap(({ gives }, index) => (gives ? [index] : []))
    const widest = giving.toSorted((a, b) => (widths[b] ?? 0) - (widths[a] ?? 0))[0]
    if (widest === undefined || (widths[widest] ?? 0) <= LEAST_WIDTH) break
    widths[widest] = (widths[widest] ?? 0) - 1
  }
  return widths
}
