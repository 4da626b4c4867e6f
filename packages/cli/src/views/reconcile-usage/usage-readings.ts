import { USAGE_STATES, type UsageReading } from '@genai-devbench/schema'

/** All readings so far, one a line. */
export function renderReadings(readings: readonly UsageReading[]): string {
  if (readings.length === 0) return 'The usage of this experiment has not been read yet.'
  return readings
    .map(
      (reading) =>
        `${formatTime(reading.read_at)} UTC  ${providerTitle(reading)} (${formatAsked(reading)})\n  ${countStates(reading)}. ${formatTotals(reading)}.`,
    )
    .join('\n')
}

const TITLES: Record<UsageReading['provider'], string> = { openai: 'OpenAI', anthropic: 'Anthropic' }

export const providerTitle = ({ provider }: UsageReading): string => TITLES[provider]

/** `2026-11-21 14:00:00` */
export const formatTime = (time: string): string => time.slice(0, 19).replace('T', ' ')

/** `API, 1m buckets, projects proj_1` */
export function formatAsked({ source, bucket_width, projects, api_key_ids: keys }: UsageReading): string {
  return [
    source.kind === 'api' ? 'API' : source.files.map(({ name }) => name).join(', '),
    `${bucket_width} buckets`,
    ...(projects.length === 0 ? [] : [`projects ${projects.join(', ')}`]),
    ...(keys.length === 0 ? [] : [`keys ${keys.join(', ')}`]),
  ].join(', ')
}

/** `2 verified, 1 pending, 0 differs` */
export const countStates = ({ lines }: UsageReading): string =>
  USAGE_STATES.map((state) => `${lines.filter((line) => line.state === state).length} ${state}`).join(', ')

/** What is not reported is in no sum, and said to be missing. */
export function formatTotals(reading: UsageReading): string {
  const { lines } = reading
  const number = (tokens: number): string => `${tokens.toLocaleString('en')} tokens`
  const metered = lines.reduce(
    (sum, { metered: { input_tokens, output_tokens } }) => sum + input_tokens + output_tokens,
    0,
  )
  const read = lines.flatMap(({ reported }) => (reported === null ? [] : [reported]))
  const reported = read.reduce(
    (sum, { input_tokens, output_tokens }) => sum + input_tokens + (output_tokens ?? 0),
    0,
  )
  const missing = lines.length - read.length
  return `Metered: ${number(metered)}; ${providerTitle(reading)}: ${number(reported)}${missing === 0 ? '' : ` (${missing} not reported)`}`
}
