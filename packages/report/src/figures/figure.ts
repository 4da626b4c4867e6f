import type { TopLevelSpec } from 'vega-lite'
import type { Table } from '../document/table.ts'
import type { Dataset } from '../exports/dataset.ts'
import type { Theme } from './palette.ts'

/** Vega-Lite specification of a drawing, without what all figures have in common. */
export type FigureSpec = Extract<TopLevelSpec, { layer: unknown } | { vconcat: unknown }>

/** What a figure shows, before it is drawn. */
export interface Figure {
  /** Names its files. */
  id: string
  /** The section of the report it stands in. */
  section:
    | 'primary'
    | 'pairwise'
    | 'cost_quality'
    | 'steps'
    | 'checks'
    | 'stopping'
    | 'changes'
    | 'over_tasks'
  title: string
  caption: string
  /** All that the figure shows, in words. */
  alt: string
  /** The drawing, so many pixels wide. */
  spec: (theme: Theme, width: number) => FigureSpec
  /** The same values to be read, and to be read by programs. */
  data: Table
  dataset: Dataset
}
