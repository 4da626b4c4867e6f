import type { Score } from '@genai-devbench/schema'

/**
 * Line coverage x share of the tests that pass x (1 + share of the mutants that a test notices) / 2.
 *
 * A test that fails tells nothing of the lines it runs; lines that are run and not checked count half. Without a place
 * for a mutant in the covered lines there is nothing that a test could overlook, and the last factor is 1.
 */
export function scoreOf({
  coverage,
  passed,
  tests,
  noticed,
  mutants,
}: {
  /** Share of the lines, from 0 to 1. */
  coverage: number
  passed: number
  tests: number
  noticed: number
  mutants: number
}): Score {
  const passing = tests === 0 ? 0 : passed / tests
  const noticing = mutants === 0 ? 1 : (1 + noticed / mutants) / 2
  return { value: coverage * passing * noticing, reason: null }
}
