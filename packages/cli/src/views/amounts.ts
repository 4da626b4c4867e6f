import type { Usage } from '@genai-devbench/schema'

export function formatDuration(milliseconds: number): string {
  const seconds = milliseconds / 1000
  if (seconds < 60) return `${seconds.toFixed(1)} s`
  const minutes = Math.floor(seconds / 60)
  return minutes < 60 ? `${minutes} min ${Math.floor(seconds % 60)} s` : `${Math.floor(minutes / 60)} h ${minutes % 60} min`
}

/** `12,345 tokens, $0.0123`; what is not known is said to be so. */
export function formatUsage({ input_tokens, output_tokens, cost_picousd, calls }: Usage): string {
  const tokens = input_tokens === null || output_tokens === null ? 'tokens unknown' : `${(input_tokens + output_tokens).toLocaleString('en')} tokens`
  return calls === 0 ? 'no model calls' : `${tokens}, ${formatCost(cost_picousd)}`
}

export const formatCost = (picousd: number | null): string => (picousd === null ? 'cost unknown' : `$${(picousd / 1e12).toFixed(4)}`)
