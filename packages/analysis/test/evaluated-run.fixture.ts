import type { EvaluatedRun } from '@genai-devbench/schema'

export const score = (value: number) => ({ value, reason: null })

/** An evaluation of run 1 of alpha, as a record of the fixture has it, unless the changes say otherwise. */
export const evaluatedRun = (changes: Partial<EvaluatedRun> = {}): EvaluatedRun => ({
  schema_version: 1,
  framework: 'alpha',
  run: 1,
  run_started_at: '2026-01-01T00:00:00.000Z',
  evaluated_at: '2026-01-01T01:00:00.000Z',
  not_evaluated: null,
  evaluator_versions: ['1'],
  checks_sha256: [],
  rules_sha256: [],
  isolation: ['bwrap'],
  steps_evaluated: 1,
  steps_enabled: 1,
  checks: { passed: 3, total: 4 },
  check_titles: [],
  steps: [],
  crud: [],
  functionality: score(0.75),
  executable_step_rate: score(1),
  regressions: score(2),
  migration_continuity: { value: null, reason: 'it is the first step' },
  crud_effectiveness: score(0.5),
  code_quality: score(0.5),
  documentation: score(1),
  test_coverage: score(0),
  ...changes,
})
