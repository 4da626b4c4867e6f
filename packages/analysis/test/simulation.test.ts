import { expect, test } from 'vitest'
import { LEVEL, type Scenario, covers, inR, nominal, normals } from '../src/simulation/scenario.ts'
import { simulate } from '../src/simulation/simulate.ts'
import { tInterval } from '../src/index.ts'

/** The t interval of five normal values about 0. */
const scenario = (expected: Scenario['expected'], truth = 0): Scenario => ({
  name: 't',
  expected,
  trial: (draw) => covers(tInterval(normals(draw, 5), LEVEL).value, truth),
})

test('a simulated share is held against what is expected of it, and chance is given what is its own', () => {
  expect(simulate(scenario(nominal(LEVEL)), 500)).toMatchObject({ isWithin: true, undetermined: 0 })
  expect(simulate(scenario(nominal(LEVEL), 0.5), 500).isWithin).toBe(false)
  expect(simulate(scenario(nominal(0.9)), 100)).toMatchObject({ isWithin: true })
  expect(simulate(scenario(nominal(0.9)), 2000)).toMatchObject({ isWithin: false })
  expect(simulate(scenario(inR(0.9, 100)), 2000)).toMatchObject({ isWithin: true })
})

test('samples that determine nothing are counted apart, and a scenario without any is off', () => {
  const { trial, ...rest } = scenario(nominal(LEVEL))
  const odd: Scenario = { ...rest, trial: (draw, seed) => (seed % 2 === 0 ? null : trial(draw, seed)) }
  expect(simulate(odd, 500)).toMatchObject({ undetermined: 250, isWithin: true })
  expect(simulate({ ...rest, trial: () => null }, 100)).toMatchObject({ undetermined: 100, isWithin: false })
})
