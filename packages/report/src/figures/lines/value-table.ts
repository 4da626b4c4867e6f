import { Footnotes, type Table } from '../../document/table.ts'
import { ascending } from '../../ascending.ts'

/** The values of a line chart: a row for each place on the axis, a column for each line. */
export function valueTable(
  axis: string,
  lines: readonly {
    name: string
    values: readonly { x: number; value: number | null; note: string | null }[]
  }[],
  format: (value: number) => string,
): Table {
  const notes = new Footnotes()
  const places = ascending(lines.flatMap(({ values }) => values.map(({ x }) => x)))
  const cell = (line: (typeof lines)[number], place: number): string => {
    const found = line.values.find(({ x }) => x === place)
    if (!found) return ''
    const { value, note } = found
    if (value === null) return notes.none(note ?? 'unknown')
    return note === null ? format(value) : format(value) + notes.mark(note)
  }
  return {
    columns: [
      { label: axis, align: 'right' },
      ...lines.map(({ name }) => ({ label: name, align: 'right' as const })),
    ],
    groups: [{ rows: places.map((place) => [String(place), ...lines.map((line) => cell(line, place))]) }],
    notes: notes.notes,
  }
}
