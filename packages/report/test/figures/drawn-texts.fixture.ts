import { textWidth } from '../../src/figures/text-size.ts'

/** A line of text of a drawing and the room it takes, in pixels of the drawing. */
export interface DrawnText {
  text: string
  left: number
  right: number
  top: number
  bottom: number
}

/** The texts of an SVG file as Vega writes it. */
export function drawnTexts(svg: string): DrawnText[] {
  const texts: DrawnText[] = []
  const groups: [number, number][] = []
  for (const [tag, name, attributes = '', content = ''] of svg.matchAll(
    /<(\/?g|text)((?:\s[^>]*)?)>([^<]*)/g,
  )) {
    const [x, y] = translation(attributes)
    if (name === '/g') groups.pop()
    else if (name === 'g' && !tag.endsWith('/>')) groups.push([x, y])
    else if (name === 'text' && content !== '') texts.push(place(attributes, content, [...groups, [x, y]]))
  }
  return texts
}

function place(attributes: string, content: string, moves: readonly [number, number][]): DrawnText {
  const x = moves.reduce((sum, [across]) => sum + across, 0)
  const baseline = moves.reduce((sum, [, down]) => sum + down, 0)
  const attribute = (name: string): string | undefined =>
    new RegExp(` ${name}="([^"]*)"`).exec(attributes)?.[1]
  const size = Number(attribute('font-size')?.replace('px', '') ?? 11)
  const text = content.replaceAll(/&[a-z]+;/g, '?')
  const width = textWidth(text, { size, bold: attribute('font-weight') === 'bold' })
  const anchor = attribute('text-anchor') ?? 'start'
  const before = { start: 0, middle: width / 2, end: width }[anchor] ?? 0
  return { text, left: x - before, right: x - before + width, top: baseline - 0.75 * size, bottom: baseline }
}

function translation(attributes: string): [number, number] {
  const [, x = '0', y = '0'] = /transform="translate\(([-\d.]+),([-\d.]+)\)/.exec(attributes) ?? []
  return [Number(x), Number(y)]
}

/** Pairs of texts that stand on each other. */
export const overlaps = (texts: readonly DrawnText[]): [string, string][] =>
  texts.flatMap((a, index) =>
    texts
      .slice(index + 1)
      .filter((b) => a.left < b.right && b.left < a.right && a.top < b.bottom && b.top < a.bottom)
      .map((b): [string, string] => [a.text, b.text]),
  )
