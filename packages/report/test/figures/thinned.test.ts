import { expect, test } from 'vitest'
import { MOST_POINTS, thinned } from '../../src/figures/distribution/thinned.ts'

const pointsOf = (count: number): { value: number }[] =>
  Array.from({ length: count }, (_, index) => ({ value: (index * 7919) % 10_007 }))

test('as many points as can be told apart are all shown', () => {
  const points = pointsOf(MOST_POINTS)
  expect(thinned(points)).toEqual(points)
})

test('of more, the shown ones keep extremes, quartiles and order', () => {
  const points = pointsOf(4000)
  const shown = thinned(points)
  expect(shown).toHaveLength(MOST_POINTS)
  expect(shown).toEqual(points.filter((point) => shown.includes(point)))
  const [all, some] = [points, shown].map((own) => own.map(({ value }) => value).toSorted((a, b) => a - b))
  expect([some?.[0], some?.at(-1)]).toEqual([all?.[0], all?.at(-1)])
  for (const share of [0.25, 0.5, 0.75])
    expect(some?.[MOST_POINTS * share]).toBeCloseTo(all?.[4000 * share] ?? 0, -2)
})

test('of equal points as many are shown', () => {
  expect(thinned(Array.from({ length: 1000 }, () => ({ value: 1 })))).toHaveLength(MOST_POINTS)
})
