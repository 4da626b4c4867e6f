import type { FigureSpec } from '../figure.ts'
import { intervalLayers } from '../interval-layers.ts'
import { type Theme, colourOf } from '../palette.ts'
import { positionChannel, ticksAcross } from '../plot-axes.ts'
import { FONT_SIZE } from '../text-size.ts'
import type { Forest } from './forest-figure.ts'
import { type ForestLayout, forestLayout } from './forest-layout.ts'

const COLOUR = colourOf(0)

/** A row for each pair of frameworks below the heading of its metric. */
export function forestSpec(forest: Forest, theme: Theme, width: number): FigureSpec {
  const layout = forestLayout(forest, width)
  const { across, height } = layout
  const rows = layout.groups.flatMap(({ pairs }) => pairs)
  const bars = (side: 'interval' | 'simultaneous') =>
    rows.flatMap(({ pair, bar: y }) => {
      const [lo, hi] = pair[side] ?? []
      return lo === undefined || hi === undefined ? [] : [{ lo, hi, y, colour: COLOUR }]
    })
  const channel = positionChannel('x', forest.axis, '', forest.range, ticksAcross(across[1] - across[0]))
  return {
    width,
    height,
    layer: [
      ...margins(forest, layout, theme),
      noEffect(forest, layout, theme),
      ...words(forest, layout, theme, width),
      ...intervalLayers(bars('simultaneous'), forest.range, 1.2),
      ...intervalLayers(bars('interval'), forest.range, 3.5),
      {
        data: { values: rows.map(({ pair, bar: y }) => ({ x: pair.estimate, y })) },
        mark: { type: 'point', shape: 'square', filled: true, size: 75, opacity: 1, color: COLOUR },
      },
    ],
    encoding: {
      x: { ...channel, scale: { ...channel.scale, range: across } },
      y: {
        field: 'y',
        type: 'quantitative',
        scale: { domain: [height, 0], nice: false, zero: false },
        axis: null,
      },
    },
  } as FigureSpec
}

/** What is too small to be of interest, behind the bars of each metric, as far as the axis goes. */
function margins({ groups, range: { lo, hi } }: Forest, layout: ForestLayout, theme: Theme): object[] {
  const bands = groups.flatMap(({ margin }, index) => {
    const rows = layout.groups[index]?.pairs ?? []
    if (!margin) return []
    const [x, x2] = [Math.max(margin[0], lo), Math.min(margin[1], hi)]
    return rows.map(({ from, to }) => ({ x, x2, y: from, y2: to }))
  })
  if (bands.length === 0) return []
  return [
    {
      data: { values: bands },
      mark: { type: 'rect', color: theme.faint, opacity: 0.7 },
      encoding: { x2: { field: 'x2' }, y2: { field: 'y2' } },
    },
  ]
}

const noEffect = ({ none }: Forest, { groups }: ForestLayout, theme: Theme): object => ({
  data: {
    values: groups.flatMap(({ pairs }) => pairs.map(({ from, to }) => ({ x: none, y: from, y2: to }))),
  },
  mark: { type: 'rule', color: theme.ink, strokeDash: [5, 4] },
  encoding: { y2: { field: 'y2' } },
})

function words({ groups }: Forest, layout: ForestLayout, theme: Theme, width: number): object[] {
  const layer = (
    values: { text: string; y: number }[],
    align: 'left' | 'right',
    isBold: boolean,
  ): object => ({
    data: { values },
    mark: {
      type: 'text',
      align,
      baseline: 'middle',
      color: theme.ink,
      fontSize: FONT_SIZE,
      fontWeight: isBold ? 'bold' : 'normal',
      limit: width,
    },
    encoding: { x: { value: align === 'left' ? 0 : width }, text: { field: 'text', type: 'nominal' } },
  })
  const rows = layout.groups.flatMap(({ pairs }) => pairs)
  const headings = layout.groups.map(({ heading: y }, index) => ({ text: groups[index]?.heading ?? '', y }))
  return [
    layer(headings, 'left', true),
    layer(
      rows.flatMap(({ name }) => name),
      'left',
      false,
    ),
    layer(
      rows.map(({ pair, text: y }) => ({ text: pair.text, y })),
      layout.textAtRight ? 'right' : 'left',
      false,
    ),
  ]
}
