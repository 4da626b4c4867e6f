import { expect, test } from 'vitest'
import { markOf } from '../../src/figures/palette.ts'

test('no two of ten frameworks look alike in a plot', () => {
  const marks = Array.from({ length: 10 }, (_, index) => Object.values(markOf(index)).join(' '))
  expect(new Set(marks).size).toBe(10)
})
