import type { Usage } from '@genai-devbench/schema'

export function formatDuration(milliseconds: number): string {
  const seconds = milliseconds / 1000
  if (seconds < 60) return `${Number.isInteger(seconds) ? seconds : seconds.toFixed(1)} s`
  const minutes = Math.floor(seconds / 60)
  return minutes < 60
    ? `${minutes} min ${Math.floor(seconds % 60)} s`
    : `${Math.floor(minutes / 60)} h ${minutes % 60} min`
}

/** `12,345 tokens, $0.0123`; what is not known or only estimated is said to be so. */
export function formatUsage(usage: Usage): string {
  if (usage.calls === 0) return 'no model calls'
  const amounts = `${formatTokens(usage)}, ${formatCost(usage.cost_picousd)}`
  return usage.estimated_calls === 0
    ? amounts
    : `${amounts}, ${usage.estimated_calls} of ${usage.calls} calls estimated`
}

/** `12.5%` of a share of 0.125. */
export const formatPercent = (share: number): string => `${Number((share * 100).toFixed(1))}%`

/** `12.3 kB`: in powers of 1000, as disks are sold. */
export function formatBytes(bytes: number): string {
  const power = bytes < 1000 ? 0 : Math.min(3, Math.floor(Math.log10(bytes) / 3))
  const value = bytes / 1000 ** power
  return `${power === 0 || value >= 100 ? Math.round(value) : value.toFixed(1)} ${['B', 'kB', 'MB', 'GB'][power]}`
}

export const formatTokens = ({ input_tokens, output_tokens }: Usage): string =>
  input_tokens === null || output_tokens === null
    ? 'tokens unknown'
    : `${(input_tokens + output_tokens).toLocaleString('en')} tokens`

/** Short, for a place that is rewritten all the time: `1.2M tokens`. */
export const formatTokensRoughly = ({ input_tokens, output_tokens }: Usage): string =>
  input_tokens === null || output_tokens === null
    ? 'tokens unknown'
    : `${(rough ??= roughFormat()).format(input_tokens + output_tokens)} tokens`

/** Made when it is needed: it takes as long to make as a small module to load. */
let rough: Intl.NumberFormat | undefined
const roughFormat = () => new Intl.NumberFormat('en', { notation: 'compact', maximumSignificantDigits: 3 })

export const formatCost = (picousd: number | null): string =>
  picousd === null ? 'cost unknown' : `$${(picousd / 1e12).toFixed(4)}`

export const threeDigits = (value: number): string => String(Number(value.toPrecision(3)))

export const formatRuns = (n: number): string => (n === 1 ? '1 run' : `${n} runs`)
