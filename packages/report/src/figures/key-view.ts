import type { Mark, Theme } from './palette.ts'
import { AXIS_WIDTH } from './plot-axes.ts'
import { FONT_SIZE, fitBeside, nameSize } from './text-size.ts'

const ROW = 21
const NAME_LEFT = 18

export interface KeyRow extends Mark {
  name: string
  /** What the figure says of it, in words. */
  text: string
}

/** View above a plot: each framework's mark, name and result. It begins left of the plot's frame, with the numbers of its axis. */
export function keyView(rows: readonly KeyRow[], theme: Theme, width: number): object {
  const isTight = rows.some(({ name, text }) => !fitBeside(name, text, width - NAME_LEFT))
  const height = isTight ? 2 * ROW - 3 : ROW
  const placed = rows.map(({ name, text: result, colour, shape }, index) => ({
    name,
    text: result,
    colour,
    shape,
    y: index * height + 8,
  }))
  const ofNames = nameSize(
    rows.map(({ name }) => name),
    width - NAME_LEFT,
  )
  const text = (field: 'name' | 'text', align: 'left' | 'right', x: number, down: number): object => ({
    mark: {
      type: 'text',
      align,
      baseline: 'middle',
      dy: down,
      color: theme.ink,
      fontSize: field === 'name' ? ofNames : FONT_SIZE,
      fontWeight: field === 'name' ? 'bold' : 'normal',
      limit: width - NAME_LEFT,
    },
    encoding: { x: { value: x - AXIS_WIDTH }, text: { field, type: 'nominal' } },
  })
  return {
    width: width - AXIS_WIDTH,
    height: rows.length * height,
    data: { values: placed },
    layer: [
      {
        mark: { type: 'point', filled: true, size: 80, opacity: 1 },
        encoding: {
          x: { value: 6 - AXIS_WIDTH },
          shape: { field: 'shape', type: 'nominal', scale: null },
          color: { field: 'colour', type: 'nominal', scale: null },
        },
      },
      text('name', 'left', NAME_LEFT, 0),
      isTight ? text('text', 'left', NAME_LEFT, ROW - 4) : text('text', 'right', width, 0),
    ],
    encoding: { y: { field: 'y', type: 'quantitative', scale: null, axis: null } },
  }
}
