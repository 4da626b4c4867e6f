import { expect, test } from 'vitest'
import { withinDifferences, withinRange } from '../src/findings/metrics/possible-range.ts'

test('an interval of a share ends at 0 and 1, that of a count begins at 0', () => {
  expect(withinRange({ lo: -0.2, hi: 1.4 }, 'functionality')).toEqual({ lo: 0, hi: 1 })
  expect(withinRange({ lo: 0.3, hi: 0.4 }, 'functionality')).toEqual({ lo: 0.3, hi: 0.4 })
  expect(withinRange({ lo: -2, hi: 9 }, 'regressions')).toEqual({ lo: 0, hi: 9 })
  expect(withinRange({ lo: null, hi: null }, 'regressions')).toEqual({ lo: null, hi: null })
})

test('a difference of shares is at most 1 either way; differences of counts and ratios have no end', () => {
  expect(withinDifferences({ lo: -1.3, hi: 2 }, 'functionality')).toEqual({ lo: -1, hi: 1 })
  expect(withinDifferences({ lo: -13, hi: 20 }, 'regressions')).toEqual({ lo: -13, hi: 20 })
  expect(withinDifferences({ lo: 0.1, hi: 7 }, 'tokens_total')).toEqual({ lo: 0.1, hi: 7 })
})
