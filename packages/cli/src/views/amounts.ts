import type { Usage } from '@genai-devbench/schema'

export function formatDuration(milliseconds: number): string {
  const seconds = milliseconds / 1000
  if (seconds < 60) return `${Number.isInteger(seconds) ? seconds : seconds.toFixed(1)} s`
  const minutes = Math.floor(seconds / 60)
  return minutes < 60
    ? `${minutes} min ${Math.floor(seconds % 60)} s`
    : `${Math.floor(minutes / 60)} h ${minutes % 60} min`
}

/** `12,345 tokens, $0.0123`; what is not known is said to be so. */
export const formatUsage = (usage: Usage): string =>
  usage.calls === 0 ? 'no model calls' : `${formatTokens(usage)}, ${formatCost(usage.cost_picousd)}`

export const formatTokens = ({ input_tokens, output_tokens }: Usage): string =>
  input_tokens === null || output_tokens === null
    ? 'tokens unknown'
    : `${(input_tokens + output_tokens).toLocaleString('en')} tokens`

/** Short, for a place that is rewritten all the time: `1.2M tokens`. */
export const formatTokensRoughly = ({ input_tokens, output_tokens }: Usage): string =>
  input_tokens === null || output_tokens === null
    ? 'tokens unknown'
    : `${ROUGH.format(input_tokens + output_tokens)} tokens`

const ROUGH = new Intl.NumberFormat('en', { notation: 'compact', maximumSignificantDigits: 3 })

export const formatCost = (picousd: number | null): string =>
  picousd === null ? 'cost unknown' : `$${(picousd / 1e12).toFixed(4)}`

const BYTE_UNITS = ['bytes', 'kB', 'MB', 'GB', 'TB']

/** In powers of a thousand, to three digits: `219 kB`. */
export function formatBytes(bytes: number): string {
  const power = Math.min(Math.floor(Math.log10(Math.max(bytes, 1)) / 3), BYTE_UNITS.length - 1)
  return `${Number((bytes / 1000 ** power).toPrecision(3))} ${BYTE_UNITS[power]}`
}
