import type { FigureSpec } from '../figure.ts'
import { type Theme, colourOf } from '../palette.ts'
import type { CheckRow } from './check-figure.ts'

const ROW = 19
const FONT_SIZE = 11
const LABELS_SHARE = 0.52
const GAP = 8
/** Where its background is darker than this, a number is white. */
const DARK = 0.85

/** A row for each check, a column for each step; darkness is the share of runs that pass, whatever is behind it. */
export function checkSpec(
  rows: readonly CheckRow[],
  places: readonly number[],
  theme: Theme,
  width: number,
): FigureSpec {
  const left = Math.round(width * LABELS_SHARE)
  const column = (width - left) / places.length
  const height = rows.length * ROW
  const cells = rows.flatMap(({ shares }, row) =>
    places.flatMap((place, index) => {
      const share = shares.get(place)
      if (!share) return []
      const value = share.passed / share.n
      const x = left + index * column
      const y = row * ROW
      return [
        {
          x: x + 1,
          x2: x + column - 1,
          y: y + 1,
          y2: y + ROW - 1,
          share: value,
          text: `${Math.round(value * 100)}${share.regressed > 0 ? '▼' : ''}`,
          textX: x + column / 2,
          textY: y + ROW / 2,
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
        '#ffffff',
      ),
      number(
        cells.filter(({ share }) => share <= DARK),
        theme.ink,
      ),
      label(
        rows.map(({ title }, row) => ({ x: 0, y: row * ROW + ROW / 2, text: title })),
        'left',
        left - GAP,
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
      label([{ x: 0, y: -ROW / 2, text: 'Check, after step' }], 'left', left - GAP),
    ],
  } as FigureSpec
}
