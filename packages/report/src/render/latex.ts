import type { Column, Table } from '../document/table.ts'
import { cleanText } from './escape.ts'

/** Text longer than this is set in a paragraph of its own width. */
const LONG = 40

/** A table as LaTeX to \input: booktabs rules, its notes as table notes (threeparttable). `warnings` are the first notes. */
export function renderLatex(
  { columns, groups, notes }: Table,
  { label, caption, warnings }: { label: string; caption: string; warnings: readonly string[] },
): string {
  const rows = groups.flatMap(({ heading, rows: own }, index) => [
    ...(heading === undefined
      ? []
      : [
          ...(index > 0 ? [String.raw`\addlinespace`] : []),
          line([String.raw`\multicolumn{${columns.length}}{@{}l}{\textit{${escapeLatex(heading)}}}`]),
        ]),
    ...own.map((cells) => line(columns.map((_, column) => cellOf(cells[column] ?? '')))),
  ])
  const items = [
    ...warnings.map((warning) => String.raw`\item \textbf{${escapeLatex(warning)}}`),
    ...notes.map((note, index) => String.raw`\item[${index + 1}] ${escapeLatex(note)}`),
  ]
  return `${[
    String.raw`% Needs \usepackage{booktabs,threeparttable} and, before 2018, \usepackage[utf8]{inputenc}.`,
    String.raw`\begin{table}`,
    String.raw`\centering`,
    String.raw`\begin{threeparttable}`,
    String.raw`\caption{${escapeLatex(caption)}}`,
    String.raw`\label{tab:${label}}`,
    String.raw`\begin{tabular}{@{}${columns.map((column, index) => columnType(column, longest(groups, index))).join('')}@{}}`,
    String.raw`\toprule`,
    line(columns.map((column) => escapeLatex(column.label))),
    String.raw`\midrule`,
    ...rows,
    String.raw`\bottomrule`,
    String.raw`\end{tabular}`,
    ...(items.length === 0 ? [] : [String.raw`\begin{tablenotes}`, ...items, String.raw`\end{tablenotes}`]),
    String.raw`\end{threeparttable}`,
    String.raw`\end{table}`,
  ].join('\n')}\n`
}

const line = (cells: readonly string[]): string => String.raw`${cells.join(' & ')} \\`

function columnType({ align }: Column, length: number): string {
  if (align === 'right') return 'r'
  return length > LONG ? String.raw`p{0.35\linewidth}` : 'l'
}

const longest = (groups: Table['groups'], column: number): number =>
  Math.max(0, ...groups.flatMap(({ rows }) => rows.map((cells) => cells[column]?.length ?? 0)))

const MARKS = '⁰¹²³⁴⁵⁶⁷⁸⁹'

/** A cell's text, with the marks in it as those of its notes. */
const cellOf = (text: string): string =>
  text
    .split(new RegExp(`([${MARKS}]+)`))
    .map((part, index) => (index % 2 === 0 ? escapeLatex(part) : String.raw`\tnote{${numberOf(part)}}`))
    .join('')

const numberOf = (marks: string): string => marks.replaceAll(/./g, (mark) => String(MARKS.indexOf(mark)))

const LATEX: Record<string, string> = {
  '\\': String.raw`\textbackslash{}`,
  '~': String.raw`\textasciitilde{}`,
  '^': String.raw`\textasciicircum{}`,
  '<': String.raw`\textless{}`,
  '>': String.raw`\textgreater{}`,
  '|': String.raw`\textbar{}`,
  '·': String.raw`\textperiodcentered{}`,
  '…': String.raw`\ldots{}`,
  '–': '--',
  '±': String.raw`$\pm$`,
  '×': String.raw`$\times$`,
  '÷': String.raw`$\div$`,
  '≤': String.raw`$\leq$`,
  '≥': String.raw`$\geq$`,
  // At the beginning of a row it would be an argument of the \\ before.
  '[': '{[}',
  // Two would be a dash.
  '-': '-{}',
}

/** On one line, with nothing in it that LaTeX would act on. Other letters than Latin ones need XeLaTeX or LuaLaTeX. */
function escapeLatex(text: string): string {
  return cleanText(text)
    .replaceAll(/\s+/g, ' ')
    .replaceAll(/[\\~^<>|·…–±×÷≤≥[{}$&#%_]|-(?=-)/g, (character) => LATEX[character] ?? `\\${character}`)
}
