import { brokenLines, fitBeside, textWidth } from '../text-size.ts'
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

/** Heights of the lines of a pair's name, of its text and its bar; `from` and `to` are those of the band around its bar, which no word is in. */
interface PlacedPair {
  pair: Pair
  name: { text: string; y: number }[]
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
      ...place(groups, width, { text: 0, bar: 0, height: ROW }),
    }
  }
  const textAtRight = pairs.every(({ name, text }) => fitBeside(name, text, width))
  const text = textAtRight ? 0 : LINE
  return {
    across: [0, width],
    textAtRight,
    ...place(groups, width, { text, bar: text + LINE, height: text + LINE + ROW }),
  }
}

/** One below the other; offsets are from the last line of a pair's name. */
function place(
  groups: Forest['groups'],
  width: number,
  { text, bar, height }: { text: number; bar: number; height: number },
): Pick<ForestLayout, 'groups' | 'height'> {
  let y = 0
  const placed = groups.map(({ pairs }) => {
    const heading = y + HEADING / 2
    y += HEADING
    const rows = pairs.map((pair) => {
      const lines = brokenLines(pair.name, width)
      const name = lines.map((line, index) => ({ text: line, y: y + ROW / 2 + index * LINE }))
      const last = y + ROW / 2 + (lines.length - 1) * LINE
      y = last - ROW / 2 + height
      const barAt = last + bar
      // Of a name above it the bar keeps clear.
      const above = bar === 0 ? ROW / 2 : ROW / 2 - 3
      return { pair, name, text: last + text, bar: barAt, from: barAt - above, to: barAt + ROW / 2 }
    })
    return { heading, pairs: rows }
  })
  return { groups: placed, height: y }
}
