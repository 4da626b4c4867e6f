import { expect, test } from 'vitest'
import { retryAfterMs } from '../../src/http/retry-after.ts'

const NOW = Date.parse('2026-01-01T00:00:00Z')

test.each<[string, string[], number | undefined]>([
  ['seconds', ['Retry-After', '7'], 7000],
  ['a date', ['retry-after', 'Thu, 01 Jan 2026 00:00:30 GMT'], 30_000],
  ['a date that has passed', ['retry-after', 'Thu, 01 Jan 2025 00:00:30 GMT'], 0],
  ['milliseconds, before the seconds', ['retry-after', '7', 'retry-after-ms', '1250.5'], 1250.5],
  [
    'the reset of what is used up',
    [
      'x-ratelimit-reset-requests',
      '1s',
      'x-ratelimit-remaining-requests',
      '0',
      'x-ratelimit-reset-tokens',
      '6m0s',
      'x-ratelimit-remaining-tokens',
      '12',
    ],
    1000,
  ],
  [
    'the longer of two resets',
    ['x-ratelimit-reset-requests', '12ms', 'x-ratelimit-reset-tokens', '1m30.5s'],
    90_500,
  ],
  [
    'all resets when nothing is used up',
    ['X-RateLimit-Reset-Tokens', '2s', 'x-ratelimit-remaining-tokens', '40'],
    2000,
  ],
  ['seconds until the reset', ['x-ratelimit-reset-tokens', '3'], 3000],
  ['the reset as a time in seconds', ['x-ratelimit-reset', String(NOW / 1000 + 5)], 5000],
  ['the reset as a time in milliseconds', ['x-ratelimit-reset', String(NOW + 5)], 5],
  ['nothing', ['content-type', 'text/plain'], undefined],
  ['what is no time', ['retry-after', 'soon', 'x-ratelimit-reset', 'later'], undefined],
])('a provider asks for a pause by %s', (_title, headers, expected) => {
  expect(retryAfterMs(headers, NOW)).toBe(expected)
})
