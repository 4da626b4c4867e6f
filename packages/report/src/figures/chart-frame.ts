import type { TopLevelSpec } from 'vega-lite'
import type { Theme } from './palette.ts'
import { FONT_SIZE } from './text-size.ts'

const FONT = 'system-ui, -apple-system, "Segoe UI", Roboto, "DejaVu Sans", Arial, sans-serif'

/** What all figures have in common. `warnings` stand above the drawing. */
export function chartFrame(
  theme: Theme,
  warnings: readonly string[],
): Pick<TopLevelSpec, '$schema' | 'padding' | 'background' | 'title' | 'config'> {
  return {
    $schema: 'https://vega.github.io/schema/vega-lite/v5.json',
    padding: 6,
    background: theme.background,
    ...(warnings.length > 0 && {
      title: {
        text: [...warnings],
        anchor: 'start',
        color: theme.warning,
        fontSize: FONT_SIZE,
        fontWeight: 'bold',
        offset: 8,
      },
    }),
    config: {
      aria: false,
      font: FONT,
      view: { stroke: null },
      axis: {
        labelColor: theme.ink,
        titleColor: theme.ink,
        domainColor: theme.faint,
        gridColor: theme.faint,
        tickColor: theme.faint,
        labelFontSize: 12,
        titleFontSize: 12,
        titleFontWeight: 'normal',
        titlePadding: 8,
      },
    },
  }
}

/** How the numbers of an axis in this unit are written. */
export function tickLabels(unit: string): object {
  if (unit === 'proportion') return { format: '.0%' }
  // Zero would share the suffix of the others: 0k.
  if (unit === 'tokens') return { format: '~s', labelExpr: "datum.value === 0 ? '0' : datum.label" }
  return { format: ',.6~f' }
}
