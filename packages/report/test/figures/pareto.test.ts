import { expect, test } from 'vitest'
import { paretoFront } from '../../src/figures/cost-quality/pareto.ts'

const point = (name: string, cost: number, quality: number) => ({ name, cost, quality })

test('the front holds what no other point beats in both, by rising cost', () => {
  const points = [
    point('dear and good', 9, 0.9),
    point('cheap', 1, 0.4),
    point('dearer for less', 3, 0.3),
    point('as dear as the good one', 9, 0.8),
    point('between', 4, 0.6),
  ]
  expect(paretoFront(points).map(({ name }) => name)).toEqual(['cheap', 'between', 'dear and good'])
})

test('equal points are on the front together', () => {
  expect(paretoFront([point('a', 1, 0.5), point('b', 1, 0.5)])).toHaveLength(2)
})
