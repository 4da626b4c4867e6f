/** Okabe and Ito's colours, which readers with any colour vision can tell apart; without black and yellow, each of which vanishes on one of the two backgrounds. */
const OKABE_ITO = ['#0072B2', '#D55E00', '#009E73', '#CC79A7', '#E69F00', '#56B4E9'] as const

/** Frameworks are always named beside their colour, so that it may come round again. */
export const colourOf = (index: number): string => OKABE_ITO[index % OKABE_ITO.length] ?? OKABE_ITO[0]

const SHAPES = ['circle', 'square', 'triangle-up', 'diamond', 'triangle-down', 'cross'] as const

/**
 * How a framework's points look where several frameworks share a plot: without its colour it still has its shape. When
 * the colours come round again they get other shapes, so that 36 frameworks look different.
 */
export const markOf = (index: number): Mark => {
  const round = Math.floor(index / OKABE_ITO.length)
  return { colour: colourOf(index), shape: SHAPES[(index + round) % SHAPES.length] ?? SHAPES[0] }
}

export interface Mark {
  colour: string
  shape: (typeof SHAPES)[number]
}

export interface Theme {
  background: string
  ink: string
  faint: string
  warning: string
}

/** For a file of its own, wherever it may be shown. */
export const PAPER: Theme = { background: '#ffffff', ink: '#1f2328', faint: '#d8dce1', warning: '#a63d00' }

/** For a drawing inside the page: takes the page's colours, light or dark. */
export const INLINE: Theme = {
  background: 'transparent',
  ink: 'currentColor',
  faint: '#8888884d',
  warning: 'var(--warn)',
}

/** The drawing of one theme in the colours of another, without drawing it again. */
export function recoloured(svg: string, from: Theme, to: Theme): string {
  const colours = new Map(THEME_PARTS.map((part) => [from[part], to[part]]))
  return svg.replaceAll(/(fill|stroke)="([^"]*)"/g, (attribute, name: string, colour: string) => {
    const other = colours.get(colour)
    return other === undefined ? attribute : `${name}="${other}"`
  })
}

const THEME_PARTS = ['background', 'ink', 'faint', 'warning'] as const
