import { ascending } from '../ascending.ts'

/** A table's content, whatever it is rendered as. All text is plain: renderers escape it. */
export interface Table {
  columns: readonly Column[]
  groups: readonly RowGroup[]
  /** Set below the table; their marks stand in cells. */
  notes: readonly string[]
  /** The place of a row says something, as that of a phase below its step: not to be sorted. */
  isOrdered?: boolean
}

export interface Column {
  label: string
  /** Numbers are aligned right. Default left. */
  align?: 'right'
}

export interface RowGroup {
  /** Stands across all columns above the rows. */
  heading?: string
  rows: readonly (readonly string[])[]
}

/** Collects the notes of one table: the same note gets the same mark. */
export class Footnotes {
  readonly notes: string[] = []

  /** What stands in a cell that has no figure: a dash and the marks of the reason and of what else is to be said. */
  none(reason: string, ...others: readonly string[]): string {
    return `–${this.mark(reason, ...others)}`
  }

  /** The marks of some notes in their order, apart from each other: ¹² would be note 12. */
  mark(...notes: readonly string[]): string {
    const places = notes.map((note) => {
      const known = this.notes.indexOf(note)
      return known >= 0 ? known : this.notes.push(note) - 1
    })
    return ascending(places).map(noteMark).join(' ')
  }
}

/** ¹ for the first note: superscripts read the same in HTML, Markdown and a terminal. */
export function noteMark(index: number): string {
  return String(index + 1).replaceAll(/\d/g, (digit) => '⁰¹²³⁴⁵⁶⁷⁸⁹'.charAt(Number(digit)))
}
