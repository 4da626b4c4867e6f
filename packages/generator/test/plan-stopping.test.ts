import { Stopping, UserError, configRuleBreaches, soundParts } from '@genai-devbench/schema'
import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { planStopping } from '../src/plan-stopping.ts'

const FIXED = Stopping.parse({ mode: 'fixed', confidence_level: 0.9, max_runs: 20 })
const SEQUENTIAL = Stopping.parse({
  mode: 'sequential',
  confidence_level: 0.9,
  min_runs: 10,
  max_runs: 50,
  batch: 3,
  metrics: [{ metric: 'cost_usd', target: 0.2 }],
})

const fixed = (max_runs: number) => ({ mode: 'fixed', confidence_level: 0.9, max_runs })
const sequential = (min_runs: number, max_runs: number, template: Stopping) =>
  template.mode === 'sequential'
    ? { ...template, min_runs, max_runs }
    : {
        mode: 'sequential',
        confidence_level: 0.9,
        min_runs,
        max_runs,
        batch: 5,
        metrics: [{ metric: 'tokens_total', target: 0.1 }],
      }

interface Case {
  minRuns?: number
  maxRuns?: number
  expected: ReturnType<typeof fixed> | ReturnType<typeof sequential> | RegExp
}

describe('a template with a fixed number of runs (20)', () => {
  test.for<Case>([
    { expected: fixed(20) },
    { maxRuns: 1, expected: fixed(1) },
    { maxRuns: 30, expected: fixed(30) },
    { minRuns: 10, expected: sequential(10, 20, FIXED) },
    { minRuns: 20, expected: fixed(20) },
    { minRuns: 21, expected: /--min-runs 21 is more than max_runs of the config set, 20/ },
    { minRuns: 3, expected: /--min-runs 3 is below 5/ },
    { minRuns: 10, maxRuns: 50, expected: sequential(10, 50, FIXED) },
    { minRuns: 7, maxRuns: 7, expected: fixed(7) },
    { minRuns: 3, maxRuns: 3, expected: fixed(3) },
    { minRuns: 8, maxRuns: 7, expected: /--min-runs 8 is more than --max-runs 7/ },
    { minRuns: 4, maxRuns: 7, expected: /--min-runs 4 is below 5/ },
    { minRuns: 5, maxRuns: 6, expected: sequential(5, 6, FIXED) },
  ])('asked for min $minRuns, max $maxRuns', ({ expected, ...asked }) => {
    const planned = attempt(FIXED, asked)
    if (expected instanceof RegExp)
      expect(planned).toMatchObject({ code: 'bad_runs', message: expect.stringMatching(expected) })
    else expect(planned).toEqual(expected)
  })
})

describe('a template with a stopping rule (10 to 50)', () => {
  test.for<Case>([
    { expected: SEQUENTIAL },
    { maxRuns: 30, expected: sequential(10, 30, SEQUENTIAL) },
    { maxRuns: 11, expected: sequential(10, 11, SEQUENTIAL) },
    { maxRuns: 10, expected: fixed(10) },
    { maxRuns: 3, expected: fixed(3) },
    { maxRuns: 100, expected: sequential(10, 100, SEQUENTIAL) },
    { minRuns: 20, expected: sequential(20, 50, SEQUENTIAL) },
    { minRuns: 5, expected: sequential(5, 50, SEQUENTIAL) },
    { minRuns: 50, expected: fixed(50) },
    { minRuns: 60, expected: /--min-runs 60 is more than max_runs of the config set, 50/ },
    { minRuns: 60, maxRuns: 80, expected: sequential(60, 80, SEQUENTIAL) },
    { minRuns: 4, maxRuns: 80, expected: /--min-runs 4 is below 5/ },
    { minRuns: 80, maxRuns: 60, expected: /--min-runs 80 is more than --max-runs 60/ },
    { minRuns: 12, maxRuns: 12, expected: fixed(12) },
  ])('asked for min $minRuns, max $maxRuns', ({ expected, ...asked }) => {
    const planned = attempt(SEQUENTIAL, asked)
    if (expected instanceof RegExp)
      expect(planned).toMatchObject({ code: 'bad_runs', message: expect.stringMatching(expected) })
    else expect(planned).toEqual(expected)
  })
})

test('whatever is asked for gives what was asked for, or an error with the way out', () => {
  const runs = fc.option(fc.integer({ min: 1, max: 200 }), { nil: undefined })
  fc.assert(
    fc.property(fc.constantFrom(FIXED, SEQUENTIAL), runs, runs, (template, minRuns, maxRuns) => {
      const planned = attempt(template, {
        ...(minRuns !== undefined && { minRuns }),
        ...(maxRuns !== undefined && { maxRuns }),
      })
      if (planned instanceof UserError) {
        expect(planned).toMatchObject({ exitCode: 2, hint: expect.stringMatching(/-runs/) })
        return
      }
      expect(Stopping.parse(planned)).toEqual(planned)
      expect(configRuleBreaches(soundParts({ stopping: planned }))).toEqual([])
      expect(planned.max_runs).toBe(maxRuns ?? template.max_runs)
      if (minRuns !== undefined)
        expect(planned.mode === 'sequential' ? planned.min_runs : planned.max_runs).toBe(minRuns)
    }),
  )
})

function attempt(template: Stopping, asked: { minRuns?: number; maxRuns?: number }): Stopping | UserError {
  try {
    return planStopping(template, asked)
  } catch (error) {
    if (error instanceof UserError) return error
    throw error
  }
}
