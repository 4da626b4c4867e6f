import type { MeteredUsage, ReportedUsage } from '@genai-devbench/schema'
import type { UsageFilters } from './providers/usage-api.ts'

const NAMES: Record<keyof ReportedUsage, string> = {
  requests: 'requests',
  input_tokens: 'input tokens',
  output_tokens: 'output tokens',
  cached_input_tokens: 'cached input tokens',
  cache_creation_input_tokens: 'input tokens written to a cache',
}

const FIELDS = Object.keys(NAMES) as (keyof ReportedUsage)[]

/** What is different and what may be the reason; null when nothing that both sides know is. */
export function whyDifferent(
  { metered, others }: { metered: MeteredUsage; others: readonly string[] },
  reported: ReportedUsage,
  { projects, apiKeyIds }: UsageFilters,
): string | null {
  const differences = FIELDS.flatMap((field) => {
    const [ours, theirs] = [metered[field], reported[field]]
    return ours === null || theirs === null || ours === theirs ? [] : [{ field, ours, theirs }]
  })
  if (differences.length === 0) return null
  const shown = differences.map(
    ({ field, ours, theirs }) => `${NAMES[field]} ${differenceText(ours, theirs)}`,
  )
  const isFiltered = projects.length > 0 || apiKeyIds.length > 0
  const isMore = differences.some(({ ours, theirs }) => theirs > ours)
  const isLess = differences.some(({ ours, theirs }) => theirs < ours)
  const reasons = [
    ...(isMore && metered.unknown_calls > 0
      ? [`what was metered is a lower bound: the usage of ${callsText(metered.unknown_calls)} is not known`]
      : []),
    ...(isMore && metered.estimated_calls > 0
      ? [`${callsText(metered.estimated_calls)} that failed counted as nothing`]
      : []),
    ...(isMore && !isFiltered
      ? [
          'others may have used the model at the same time: see only the own project or key with --project or --api-key-id',
        ]
      : []),
    ...(isLess && isFiltered ? ['--project or --api-key-id may not be those of the key that was used'] : []),
    ...(isLess && others.length > 0 ? [`it reports other models there: ${others.join(', ')}`] : []),
  ]
  return `provider minus metered: ${shown.join(', ')}${reasons.length === 0 ? '' : `; ${reasons.join('; ')}`}`
}

/** `+1,234 (+5.0%)` */
function differenceText(ours: number, theirs: number): string {
  const sign = theirs > ours ? '+' : '-'
  const difference = Math.abs(theirs - ours)
  const percent = ours === 0 ? '' : ` (${sign}${percentText((100 * difference) / ours)}%)`
  return `${sign}${difference.toLocaleString('en')}${percent}`
}

// A difference is never shown as none.
const percentText = (percent: number): string =>
  percent < 0.05 ? percent.toPrecision(1) : percent.toLocaleString('en', { maximumFractionDigits: 1 })

const callsText = (count: number): string => `${count} ${count === 1 ? 'call' : 'calls'}`
