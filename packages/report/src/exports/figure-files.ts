import type { DrawnFigure } from '../figures/draw-figures.ts'

/** Each figure as a drawing, as an image, and its values, by file name. */
export function figureFiles(figures: readonly DrawnFigure[]): Record<string, string | Promise<Uint8Array>> {
  return Object.fromEntries(
    figures.flatMap(({ id, svg, png, csv }) => [
      [`${id}.svg`, `${svg}\n`],
      [`${id}.png`, png],
      [`${id}.csv`, csv],
    ]),
  )
}
