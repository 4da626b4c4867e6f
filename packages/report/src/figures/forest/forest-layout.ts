import { fitBeside, textWidth } from '../text-size.ts'
import type { Forest, Pair } from './forest-figure.ts'

/** Where everything stands, in pixels. */
export interface ForestLayout {
  /** The axis goes from here to there. */
  across: [number, number]
  /** Whether the text of a pair stands at the right edge, else below its name. */
  textAtRight: boolean
  groups: { heading: number; pairs: PlacedPair[] }[]
  height: number
}

/** Heights of a pair's name, text and bar; `from` and `to` are those of the band around its bar, which no word is in. */
interface PlacedPair {
  pair: Pair
  name: number
  text: number
  bar: number
  from: number
  to: number
}

/** Less of an axis than this shows nothing. */
const NARROWEST_AXIS = 240
const GAP = 16
const HEADING = 26
const LINE = 18
const ROW = 22

/** Name, axis and text side by side where they fit; else the words above each bar. */
export function forestLayout({ groups }: Forest, width: number): ForestLayout {
  const pairs = groups.flatMap((group) => group.pairs)
  const widest = (texts: readonly string[]): number => Math.max(...texts.map((text) => textWidth(text))) + GAP
  const left = widest(pairs.map(({ name }) => name))
  const right = widest(pairs.map(({ text }) => text))
  if (width - left - right >= NARROWEST_AXIS) {
    return {
      across: [left, width - right],
      textAtRight: true,
      ...place(groups, { text: 0, bar: 0, height: ROW }),
    }
  }
  const textAtRight = pairs.every(({ name, text }) => fitBeside(name, text, width))
  const text = textAtRight ? 0 : LINE
  return {
    across: [0, width],
    textAtRight,
    ...place(groups, { text, bar: text + LINE, height: text + LINE + ROW }),
  }
}

/** One below the other; offsets are from the line of a pair's name. */
function place(
  groups: Forest['groups'],
  { text, bar, height }: { text: number; bar: number; height: number },
): Pick<ForestLayout, 'groups' | 'height'> {
  let y = 0
  const placed = groups.map(({ pairs }) => {
    const heading = y + HEADING / 2
    y += HEADING
    const rows = pairs.map((pair) => {
      const name = y + ROW / 2
      y += height
      const barAt = name + bar
      return { pair, name, text: name + text, bar: barAt, from: barAt - ROW / 2, to: barAt + ROW / 2 }
    })
    return { heading, pairs: rows }
  })
  return { groups: placed, height: y }
}
