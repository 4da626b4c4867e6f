import { expect, test } from 'vitest'
import { fixedSample, remembered, rememberedOfTwo } from '../../src/statistics/fixed-sample.ts'

test('what is found of fixed samples is worked out once, of others each time', () => {
  let times = 0
  const sum = remembered((values) => {
    times++
    return values.reduce((total, value) => total + value, 0)
  })
  const fixed = fixedSample([1, 2])
  expect([sum(fixed), sum(fixed), sum(fixedSample([3, 4]))]).toEqual([3, 3, 7])
  expect(times).toBe(2)
  const changing = [5]
  expect(sum(changing)).toBe(5)
  changing.push(6)
  expect(sum(changing)).toBe(11)
})

test('of two samples, both must be fixed, and their order counts', () => {
  let times = 0
  const difference = rememberedOfTwo((a, b) => {
    times++
    return (a[0] ?? 0) - (b[0] ?? 0)
  })
  const [a, b, changing] = [fixedSample([5]), fixedSample([3]), [1]]
  expect([difference(a, b), difference(a, b), difference(b, a)]).toEqual([2, 2, -2])
  expect(times).toBe(2)
  expect(difference(a, changing)).toBe(4)
  changing[0] = 2
  expect(difference(a, changing)).toBe(3)
})
