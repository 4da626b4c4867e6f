import type { Reconciliation } from '@genai-devbench/reconciliation'
import type { MeteredUsage, ReportedUsage, UsageLine, UsageReading } from '@genai-devbench/schema'
import { countStates, formatAsked, formatTime, formatTotals, providerTitle } from './usage-readings.ts'
import { wrapText } from '../text/wrap-text.ts'

/** More lines than that nobody reads: of more, the verified ones are left out. */
const MOST_LINES = 20
const INDENT = ' '.repeat(10)

/** What was read and how it compares, for a terminal of so many columns. */
export function renderReconciliation(
  { reading, isNew }: Reconciliation,
  experiment: string,
  columns = Infinity,
): string {
  const { lines } = reading
  const telling = lines.length <= MOST_LINES ? lines : lines.filter(({ state }) => state !== 'verified')
  const shown = telling.slice(0, MOST_LINES)
  const left = lines.length - shown.length
  return [
    `Usage of ${experiment} at ${providerTitle(reading)}, read ${formatTime(reading.read_at)} UTC (${formatAsked(reading)})`,
    ...(isNew ? [] : ['These files were read before and have not changed since: they count once.']),
    '',
    ...shown.flatMap((line) => lineText(line, reading, columns)),
    ...(left === 0 ? [] : [`... and ${left} more; --json shows all.`]),
    '',
    ...notes(reading),
    `${countStates(reading)}. ${formatTotals(reading)}.`,
    ...(lines.some(({ state }) => state === 'pending') ? ['Call it again later for what is pending.'] : []),
  ].join('\n')
}

function lineText(line: UsageLine, reading: UsageReading, columns: number): string[] {
  const { state, operation, model, metered, reported, reported_as: names, reason } = line
  const alias = names.length === 0 || names.includes(model) ? '' : ` (reported as ${names.join(', ')})`
  const kind = operation === 'chat' ? '' : `, ${operation}`
  const head = `${state.padEnd(INDENT.length)}${formatWindow(line)}  ${model}${kind}${alias}`
  const ours = amounts(metered)
  const theirs = reported === null ? 'not reported' : amounts({ ...metered, ...known(reported) })
  const label = (text: string): string => INDENT + text.padEnd(providerTitle(reading).length + 2)
  return [
    head,
    ...(ours === theirs
      ? [INDENT + ours]
      : [`${label('metered')}${ours}`, `${label(providerTitle(reading))}${theirs}`]),
    ...(reason === null ? [] : [INDENT + wrapText(reason, columns - INDENT.length, INDENT)]),
  ]
}

/** What is not reported is not compared. */
const known = (reported: ReportedUsage): Partial<MeteredUsage> =>
  Object.fromEntries(Object.entries(reported).filter(([, value]) => value !== null))

function amounts(usage: MeteredUsage): string {
  const number = (value: number): string => value.toLocaleString('en')
  const { requests, input_tokens, cached_input_tokens, output_tokens } = usage
  const cached = cached_input_tokens ? ` (${number(cached_input_tokens)} cached)` : ''
  return `${number(requests)} ${requests === 1 ? 'request' : 'requests'}, ${number(input_tokens)} input${cached} and ${number(output_tokens)} output tokens`
}

/** `2026-11-21 14:00-14:32` */
function formatWindow({ from, to }: UsageLine): string {
  const [start, end] = [formatTime(from).slice(0, 16), formatTime(to).slice(0, 16)]
  return start.slice(0, 10) === end.slice(0, 10) ? `${start}-${end.slice(11)}` : `${start} - ${end}`
}

function notes(reading: UsageReading): string[] {
  const sum = (field: 'unknown_calls' | 'estimated_calls'): number =>
    reading.lines.reduce((total, { metered }) => total + metered[field], 0)
  const unknown = sum('unknown_calls')
  const estimated = sum('estimated_calls')
  return [
    ...(unknown === 0
      ? []
      : [
          `Calls of unknown usage: ${unknown}. Of them only what is known is counted: the metered sums are lower bounds.`,
        ]),
    ...(estimated === 0 ? [] : [`Failed calls, counted as nothing: ${estimated}.`]),
    ...reading.left_out.map(
      ({ operation, calls }) =>
        `Left out: ${calls} calls of ${operation}, of which ${providerTitle(reading)} reports no tokens.`,
    ),
  ]
}
