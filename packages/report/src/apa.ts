import { formatDecimals } from './format-number.ts'

/** A p-value as APA style has it: three decimals, no leading zero, `< .001` and `> .999` at the ends. */
export function formatP(p: number): string {
  if (p < 0.001) return '< .001'
  if (p > 0.999) return '> .999'
  return formatDecimals(p, 3).replace(/^0/, '')
}

/** `p = .034`, `p < .001`. */
export const pText = (p: number): string => {
  const text = formatP(p)
  return text.startsWith('.') ? `p = ${text}` : `p ${text}`
}
