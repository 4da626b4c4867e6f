import { headerValue } from './headers.ts'

/**
 * How long a provider asks to be left alone, in milliseconds; undefined when it does not say.
 * Source: RFC 9110, 10.2.3 (Retry-After: seconds or a date); OpenAI's clients read `retry-after-ms` before it. Without either, the
 * longest of the `x-ratelimit-reset*` of what is used up: a duration (`6m0s`, `12ms`), seconds, or a time since 1970.
 *
 * @param now milliseconds since 1970
 */
export function retryAfterMs(headers: readonly string[], now: number): number | undefined {
  const milliseconds = numberOf(headerValue(headers, 'retry-after-ms'))
  if (milliseconds !== undefined) return milliseconds
  const after = headerValue(headers, 'retry-after')
  const seconds = numberOf(after)
  if (seconds !== undefined) return seconds * 1000
  const date = after === '' ? NaN : Date.parse(after)
  return Number.isNaN(date) ? resetMs(headers, now) : Math.max(0, date - now)
}

function resetMs(headers: readonly string[], now: number): number | undefined {
  const resets = headers.flatMap((name, index) => {
    const kind = index % 2 === 0 ? /^x-ratelimit-reset(.*)$/i.exec(name)?.[1] : undefined
    const wait = kind === undefined ? undefined : durationMs(headers[index + 1]!, now)
    if (kind === undefined || wait === undefined) return []
    const remaining = headerValue(headers, `x-ratelimit-remaining${kind.toLowerCase()}`)
    return [{ wait, isUsedUp: remaining === '' || Number(remaining) <= 0 }]
  })
  const usedUp = resets.filter(({ isUsedUp }) => isUsedUp)
  // A large request may be too much for what is left.
  const relevant = usedUp.length > 0 ? usedUp : resets
  return relevant.length === 0 ? undefined : Math.max(...relevant.map(({ wait }) => wait))
}

const UNIT_MS: Record<string, number> = { d: 86_400_000, h: 3_600_000, m: 60_000, s: 1000, ms: 1 }

function durationMs(text: string, now: number): number | undefined {
  const number = numberOf(text)
  if (number !== undefined) {
    if (number > 1e12) return Math.max(0, number - now)
    return number > 1e9 ? Math.max(0, number * 1000 - now) : number * 1000
  }
  if (!/^(?:[\d.]+(?:ms|[dhms]))+$/.test(text)) return undefined
  const parts = [...text.matchAll(/([\d.]+)(ms|[dhms])/g)]
  return parts.reduce((sum, [, count, unit]) => sum + Number(count) * UNIT_MS[unit!]!, 0)
}

const numberOf = (text: string): number | undefined =>
  /^\s*\d+(?:\.\d+)?\s*$/.test(text) ? Number(text) : undefined
