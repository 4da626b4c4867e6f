import { type Column, type Table, noteMark } from '../document/table.ts'
import { cleanText } from './escape.ts'

/** A table for a terminal: columns aligned by spaces, headings above their rows, notes below. */
export function tableAsText({ columns, groups, notes }: Table): string {
  const rows = groups.flatMap((group) => group.rows)
  const widths = columns.map(({ label }, index) =>
    Math.max(label.length, ...rows.map((row) => row[index]?.length ?? 0)),
  )
  const line = (cells: readonly string[]): string =>
    columns
      .map((column, index) => pad(cells[index] ?? '', widths[index] ?? 0, column))
      .join('  ')
      .trimEnd()
  const body = groups.flatMap(({ heading, rows: own }) => [
    ...(heading === undefined ? [] : ['', heading]),
    ...own.map(line),
  ])
  const footer = notes.map((note, index) => `${noteMark(index)} ${note}`)
  const head = [line(columns.map(({ label }) => label)), widths.map((width) => '-'.repeat(width)).join('  ')]
  return cleanText([...head, ...body, ...(footer.length > 0 ? ['', ...footer] : [])].join('\n'))
}

const pad = (text: string, width: number, { align }: Column): string =>
  align === 'right' ? text.padStart(width) : text.padEnd(width)

/** Breaks a text into lines of at most `width`, further lines indented. */
export function wrap(text: string, width: number, indent = ''): string {
  const lines = ['']
  for (const word of cleanText(text).split(/\s+/)) {
    const last = lines.at(-1) ?? ''
    if (last !== '' && last.length + 1 + word.length > width) lines.push(indent + word)
    else lines[lines.length - 1] = last === '' ? word : `${last} ${word}`
  }
  return lines.join('\n')
}
