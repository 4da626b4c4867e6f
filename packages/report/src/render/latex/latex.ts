import type { Table } from '../../document/table.ts'
import { type ColumnWidths, columnWidths, headingLines } from './column-widths.ts'
import { escapeCell, escapeLatex, markOf } from './escape-latex.ts'

/** Lines of a table that still goes on one page, with its notes. */
const PAGE = 45

/**
 * A table as LaTeX to \input, with booktabs rules and its notes below it: a float where it fits one page, else a
 * longtable, turned where it is too wide. `warnings` are the first notes.
 */
export function renderLatex(
  table: Table,
  { label, caption, warnings }: { label: string; caption: string; warnings: readonly string[] },
): string {
  const widths = columnWidths(table)
  const isLong = widths.isTurned || linesOf(table, widths) > PAGE
  const lines = isLong
    ? longTable(table, widths, titleOf(caption, label), warnings)
    : floating(table, widths, titleOf(caption, label), warnings)
  return `${[
    String.raw`% Needs \usepackage{array,booktabs${isLong ? ',longtable' : ''}${widths.isTurned ? ',pdflscape' : ''}} and, before 2018, \usepackage[utf8]{inputenc}.`,
    ...lines,
  ].join('\n')}\n`
}

const titleOf = (caption: string, label: string): string =>
  String.raw`\caption{${escapeLatex(caption)}}\label{tab:${label}}`

const SMALL = String.raw`\footnotesize\setlength{\tabcolsep}{4pt}`

function floating(table: Table, widths: ColumnWidths, title: string, warnings: readonly string[]): string[] {
  return [
    String.raw`\begin{table}`,
    String.raw`\centering${SMALL}`,
    title,
    String.raw`\begin{tabular}{${columnTypes(table, widths)}}`,
    String.raw`\toprule`,
    headingRow(table),
    String.raw`\midrule`,
    ...rowLines(table, widths),
    String.raw`\bottomrule`,
    String.raw`\end{tabular}`,
    ...noteLines(table, warnings),
    String.raw`\end{table}`,
  ]
}

function longTable(table: Table, widths: ColumnWidths, title: string, warnings: readonly string[]): string[] {
  const head = [String.raw`\toprule`, headingRow(table), String.raw`\midrule`]
  return [
    widths.isTurned ? String.raw`\begin{landscape}` : String.raw`\begingroup`,
    SMALL,
    String.raw`\begin{longtable}{${columnTypes(table, widths)}}`,
    String.raw`${title} \\`,
    ...head,
    String.raw`\endfirsthead`,
    ...head,
    String.raw`\endhead`,
    String.raw`\bottomrule`,
    String.raw`\endfoot`,
    ...rowLines(table, widths),
    String.raw`\end{longtable}`,
    ...noteLines(table, warnings),
    widths.isTurned ? String.raw`\end{landscape}` : String.raw`\endgroup`,
  ]
}

function rowLines({ columns, groups }: Table, { widths }: ColumnWidths): string[] {
  return groups.flatMap(({ heading, rows }, index) => [
    ...(heading === undefined
      ? []
      : [
          ...(index > 0 ? [String.raw`\addlinespace`] : []),
          // No page ends after it.
          String.raw`\multicolumn{${columns.length}}{@{}l}{\textit{${escapeLatex(heading)}}} \\*`,
        ]),
    ...rows.map((cells) =>
      line(
        columns.map((_, column) =>
          escapeCell(widths[column] === undefined ? (cells[column] ?? '') : breakable(cells[column] ?? '')),
        ),
      ),
    ),
  ])
}

const line = (cells: readonly string[]): string => String.raw`${cells.join(' & ')} \\`

const headingRow = ({ columns }: Table): string =>
  line(
    columns.map(({ label, align }) => {
      if (align !== 'right') return escapeLatex(label)
      return String.raw`\shortstack[r]{${headingLines(label)
        .map(escapeLatex)
        .join(String.raw` \\ `)}}`
    }),
  )

function noteLines({ notes }: Table, warnings: readonly string[]): string[] {
  const items = [
    ...warnings.map((warning) => String.raw`\textbf{${escapeLatex(warning)}}`),
    ...notes.map((note, index) => `${markOf(String(index + 1))} ${escapeLatex(note)}`),
  ]
  return items.length === 0
    ? []
    : [
        String.raw`\par\medskip\noindent\begin{minipage}{\linewidth}\raggedright`,
        ...items.map((item) => String.raw`${item}\par`),
        String.raw`\end{minipage}`,
      ]
}

/** A character is half an em wide, about. */
function columnTypes({ columns }: Table, { widths }: ColumnWidths): string {
  const types = columns.map(({ align }, index) => {
    const width = widths[index]
    if (width === undefined) return align === 'right' ? 'r' : 'l'
    return String.raw`>{\raggedright\arraybackslash}p{${width / 2}em}`
  })
  return `@{}${types.join('')}@{}`
}

function linesOf({ groups, notes }: Table, { widths }: ColumnWidths): number {
  const rows = groups.flatMap((group) => group.rows)
  const heights = rows.map((cells) =>
    Math.max(1, ...cells.map((cell, index) => Math.ceil(cell.length / (widths[index] ?? Infinity)))),
  )
  return heights.reduce((sum, height) => sum + height, 2 * groups.length + notes.length)
}

/** Where a word, such as a hash, is longer than most columns are wide. */
const breakable = (text: string): string => text.replaceAll(/[^\s-]{12}(?=[^\s-]{12})/g, '$&\u200B')
