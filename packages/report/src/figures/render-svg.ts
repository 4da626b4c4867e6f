import type { TopLevelSpec } from 'vega-lite'
import { escapeHtml } from '../render/escape.ts'

/** Draws a specification. Vega is loaded when the first figure is drawn: it takes longer than the rest of a command together. */
export async function renderSvg(spec: TopLevelSpec, label: string): Promise<string> {
  const [{ compile }, { View, parse }] = await Promise.all([import('vega-lite'), import('vega')])
  const view = new View(parse(compile(spec).spec), { renderer: 'none' })
  try {
    const svg = await view.toSVG()
    return svg.replace('<svg ', `<svg role="img" aria-label="${escapeHtml(label)}" `)
  } finally {
    view.finalize()
  }
}
