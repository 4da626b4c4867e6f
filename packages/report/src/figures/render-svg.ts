import type { TopLevelSpec } from 'vega-lite'
import { escapeHtml } from '../render/escape.ts'
import { textWidth } from './text-size.ts'

/** Draws a specification. Vega is loaded when the first figure is drawn: it takes longer than the rest of a command together. */
export async function renderSvg(spec: TopLevelSpec, label: string): Promise<string> {
  const [{ compile }, vega] = await Promise.all([import('vega-lite'), import('vega')])
  const { View, parse } = vega
  // Vega would measure by a canvas where one happens to be installed, and else take every character to be as wide. Its
  // types leave this out.
  const { textMetrics } = vega as unknown as { textMetrics: { width: typeof measure } }
  textMetrics.width = measure
  const view = new View(parse(compile(spec).spec), { renderer: 'none' })
  try {
    const svg = await view.toSVG()
    return svg.replace('<svg ', () => `<svg role="img" aria-label="${escapeHtml(label)}" `)
  } finally {
    view.finalize()
  }
}

interface TextItem {
  text: string
  fontSize?: number
  fontWeight?: string
  /** Vega cuts off what is wider. */
  limit?: number
}

function measure({ text: whole, fontSize = 11, fontWeight, limit }: TextItem, text = whole): number {
  const width = textWidth(text, { size: fontSize, bold: fontWeight === 'bold' })
  return limit ? Math.min(width, limit) : width
}
