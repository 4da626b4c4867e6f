import stringWidth from 'string-width'

/** Made when it is needed: it takes as long to make as a small module to load. */
let characters: Intl.Segmenter | undefined

/** A text that takes at most so many columns of a terminal. Not by its length: 学 takes two columns, é may be two code points. */
export function cut(text: string, columns: number): string {
  if (stringWidth(text) <= columns) return text
  let start = ''
  let width = 0
  characters ??= new Intl.Segmenter('en')
  for (const { segment } of characters.segment(text)) {
    width += stringWidth(segment)
    if (width > columns - 1) break
    start += segment
  }
  return `${start}…`
}

/** A text that takes exactly so many columns. */
export function fill(text: string, columns: number): string {
  const short = cut(text, columns)
  return short + ' '.repeat(Math.max(0, columns - stringWidth(short)))
}
