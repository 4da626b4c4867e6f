import type { FigureSpec } from '../figure.ts'
import { type Theme, colourOf } from '../palette.ts'
import { brokenLines, textWidth } from '../text-size.ts'
import type { CheckRow } from './check-rows.ts'

const ROW = 19
const LINE = 14
const FONT_SIZE = 11
/** Titles may take so much of the width, and more where columns keep `COLUMN`. */
const LABELS_SHARE = 0.4
const COLUMN = 34
const GAP = 8
const HEADING = 'Check, after step'
const HEADING_WIDTH = textWidth(HEADING, { size: FONT_SIZE })
/** Where its background is darker than this, a number is white. */
const DARK = 0.85
/** By name: the colour of paper is taken for the background, and becomes that of the page. */
const WHITE = 'white'

/** Each title beside its cells, on as many lines as it needs. */
function layoutOf(rows: readonly CheckRow[], columns: number, width: number) {
  const widest = Math.max(...rows.map(({ title }) => textWidth(title, { size: FONT_SIZE })))
  const most = Math.max(LABELS_SHARE * width, width - columns * COLUMN)
  const left = Math.round(Math.min(Math.max(widest, HEADING_WIDTH) + GAP, most))
  let y = 0
  const placed = rows.map((row) => {
    const lines = brokenLines(row.title, left - GAP, FONT_SIZE)
    const height = ROW + (lines.length - 1) * LINE
    const top = y
    y += height
    const labels = lines.map((text, index) => ({ x: 0, y: top + ROW / 2 + index * LINE, text }))
    return { row, labels, top, height }
  })
  return { left, column: (width - left) / columns, placed, height: y }
}

/** A row for each check, a column for each step; darkness is the share of runs that pass, whatever is behind it. */
export function checkSpec(
  rows: readonly CheckRow[],
  places: readonly number[],
  theme: Theme,
  width: number,
): FigureSpec {
  const { left, column, placed, height } = layoutOf(rows, places.length, width)
  const cells = placed.flatMap(({ row: { shares }, top: y, height: rowHeight }) =>
    places.flatMap((place, index) => {
      const share = shares.get(place)
      if (!share) return []
      const value = share.passed / share.n
      const x = left + index * column
      return [
        {
          x: x + 1,
          x2: x + column - 1,
          y: y + 1,
          y2: y + rowHeight - 1,
          share: value,
          text: `${Math.round(value * 100)}${share.regressed > 0 ? '▼' : ''}`,
          textX: x + column / 2,
          textY: y + rowHeight / 2,
        },
      ]
    }),
  )
  const pixel = (field: string): object => ({ field, type: 'quantitative', scale: null, axis: null })
  const number = (values: typeof cells, color: string): object => ({
    data: { values },
    mark: { type: 'text', baseline: 'middle', fontSize: FONT_SIZE, color },
    encoding: { x: pixel('textX'), y: pixel('textY'), text: { field: 'text', type: 'nominal' } },
  })
  const label = (values: object[], align: 'left' | 'center', limit: number): object => ({
    data: { values },
    mark: { type: 'text', align, baseline: 'middle', fontSize: FONT_SIZE, color: theme.ink, limit },
    encoding: { x: pixel('x'), y: pixel('y'), text: { field: 'text', type: 'nominal' } },
  })
  return {
    width,
    height,
    layer: [
      {
        data: { values: cells },
        mark: { type: 'rect', color: colourOf(0), stroke: theme.faint, strokeWidth: 1 },
        encoding: {
          x: pixel('x'),
          x2: { field: 'x2' },
          y: pixel('y'),
          y2: { field: 'y2' },
          fillOpacity: { field: 'share', type: 'quantitative', scale: null, legend: null },
        },
      },
      number(
        cells.filter(({ share }) => share > DARK),
        WHITE,
      ),
      number(
        cells.filter(({ share }) => share <= DARK),
        theme.ink,
      ),
      label(
        placed.flatMap(({ labels }) => labels),
        'left',
        width,
      ),
      label(
        places.map((place, index) => ({
          x: left + (index + 0.5) * column,
          y: -ROW / 2,
          text: String(place),
        })),
        'center',
        column,
      ),
      label([{ x: 0, y: -ROW / 2, text: HEADING }], 'left', left - GAP),
    ],
  } as FigureSpec
}
