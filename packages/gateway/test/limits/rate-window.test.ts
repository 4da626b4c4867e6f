import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import { RateWindow } from '../../src/limits/rate-window.ts'

const begun = fc.record({ pause: fc.nat({ max: 40_000 }), tokens: fc.integer({ min: 1, max: 150 }) })

test('no sixty seconds hold more than a minute may, but for a call that is larger than that alone', () => {
  fc.assert(
    fc.property(
      fc.array(begun, { maxLength: 60 }),
      fc.integer({ min: 1, max: 10 }),
      fc.integer({ min: 1, max: 300 }),
      (calls, requests, tokens) => {
        const window = new RateWindow(requests, tokens)
        let now = 1_000_000
        const entered: { at: number; tokens: number }[] = []
        for (const call of calls) {
          now += call.pause
          now += window.waitFor(call.tokens, now)
          expect(window.waitFor(call.tokens, now)).toBe(0)
          window.add(call.tokens, now)
          entered.push({ at: now, tokens: call.tokens })
          const minute = entered.filter(({ at }) => at > now - 60_000)
          expect(minute.length).toBeLessThanOrEqual(requests)
          const sum = minute.reduce((total, one) => total + one.tokens, 0)
          if (minute.length > 1) expect(sum).toBeLessThanOrEqual(tokens)
        }
      },
    ),
  )
})
