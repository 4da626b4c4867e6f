import type { Table } from './table.ts'

/** The report as content: rendered once as HTML and once as Markdown. All text is plain. */
export interface ReportDocument {
  title: string
  /** On top of everything, not to be overlooked. */
  warnings: readonly string[]
  /** What else to know before the first figure. */
  notices: readonly string[]
  lead: string
  /** What was found. */
  findings?: readonly Finding[]
  sections: readonly Section[]
}

/** Under one metric, a sentence for each kind of verdict. */
export interface Finding {
  metric: string
  verdicts: readonly string[]
}

export interface Section {
  /** Anchor. */
  id: string
  title: string
  blocks: readonly Block[]
}

export type Block =
  | { kind: 'text'; text: string }
  | { kind: 'heading'; text: string }
  | { kind: 'table'; table: Table; label: string }
  | ({ kind: 'figure' } & ReportFigure)

export interface ReportFigure {
  id: string
  title: string
  /** Path of the SVG file, relative to the report. */
  file: string
  alt: string
  caption: string
  /** Inline drawings that take their colours from the page: one for wide screens, one for narrow ones. */
  wide: string
  narrow: string
  /** The same values, to be read. */
  data: Table
}
