import { type EvaluatedRun, Results, type RunEvaluation, type RunRecord } from '@genai-devbench/schema'
import { expect, test } from 'vitest'
import { type FindingsInput, findResults } from '../src/index.ts'
import { evaluatedRun, score } from './evaluated-run.fixture.ts'
import { experimentConfig, runRecord } from './run-records.fixture.ts'

function find(
  records: readonly RunRecord[],
  evaluations: readonly RunEvaluation[],
  changes: Partial<FindingsInput> = {},
): Results {
  const input = {
    config: experimentConfig({ acceptance: { when: 'each_step' } }),
    configSha256: 'c'.repeat(64),
    inputSha256: 'd'.repeat(64),
    records,
    unfinished: [],
    evaluations: new Map(evaluations.map((one) => [`${one.framework}#${one.run}`, one])),
    ...changes,
  }
  return Results.parse(findResults(input))
}

const runsOf = (framework: string, n: number): RunRecord[] =>
  Array.from({ length: n }, (_, index) => runRecord({ framework, run: index + 1 }))

/** Of the checks a and b of step 1 and c of step 4, which runs second. */
const checked = (run: number, ...outcomes: string[]): EvaluatedRun =>
  evaluatedRun({
    run,
    check_titles: [
      { step: 1, titles: ['a', 'b'] },
      { step: 4, titles: ['c'] },
    ],
    steps: outcomes.map((marks, index) => ({
      step: [1, 4, 6][index] ?? 0,
      execution_index: index + 1,
      answered: true,
      outcomes: marks,
    })),
  })

const notEvaluated = (run: number): RunEvaluation => ({
  schema_version: 1,
  framework: 'alpha',
  run,
  run_started_at: '2026-01-01T00:00:00.000Z',
  evaluated_at: '2026-01-01T01:00:00.000Z',
  not_evaluated: 'the disk was full',
})

test('every check has its counts after each step, over the runs that were evaluated there', () => {
  const { checks } = find(runsOf('alpha', 3), [checked(1, 'pp.', 'pf-'), checked(2, 'pf.'), notEvaluated(3)])
  const counts = checks?.map(({ title, execution_index, passed, n }) => [execution_index, title, passed, n])
  expect(counts).toEqual([
    [1, 'a', 2, 2],
    [1, 'b', 1, 2],
    [2, 'a', 1, 1],
    [2, 'b', 0, 1],
    [2, 'c', 0, 1],
  ])
  expect(checks?.[4]).toEqual({
    framework: 'alpha',
    step: 4,
    title: 'c',
    execution_index: 2,
    passed: 0,
    regressed: 0,
    n: 1,
  })
})

test('a check regresses once in a run, where it no longer passes for the first time; one that never passed does not', () => {
  const { checks = [] } = find(runsOf('alpha', 2), [
    checked(1, 'pf.', '-fp', 'pff'),
    checked(2, 'pp.', 'ppp', 'f--'),
  ])
  const regressed = checks.map(({ title, execution_index, regressed: n }) => `${execution_index}${title}${n}`)
  expect(regressed.filter((one) => !one.endsWith('0'))).toEqual(['2a1', '3a1', '3b1', '3c2'])
})

test('without evaluations there are no checks', () => {
  expect(find(runsOf('alpha', 2), [])).not.toHaveProperty('checks')
})

const messages = (results: Results): string[] =>
  results.notices
    .filter(({ code }) => /isolations|evaluators|check_sets|rule_sets|not_evaluated/.test(code))
    .map(({ code, message }) => `${code}: ${message}`)

test('runs without an evaluation are noticed with the reason, unless none was asked for', () => {
  expect(messages(find(runsOf('alpha', 3), [evaluatedRun(), notEvaluated(2)]))).toEqual([
    'not_evaluated: Runs without an evaluation, although acceptance.when is each_step: alpha (2 of 3: the disk was full; there is no evaluation). What it measures has no value in them; devbench evaluate makes up for it.',
  ])
  expect(messages(find(runsOf('alpha', 2), [], { config: experimentConfig() }))).toEqual([])
})

test('runs that were not isolated or evaluated alike are noticed, also where two frameworks differ', () => {
  const isolated = {
    ...runRecord({ framework: 'beta', run: 1 }),
    isolation: { mode: 'bwrap', version: '0.8' },
  }
  const records = [...runsOf('alpha', 2), isolated as RunRecord]
  const alike = ['1'.repeat(64)]
  const evaluations = [
    evaluatedRun({ checks_sha256: alike, rules_sha256: ['3'.repeat(64)] }),
    evaluatedRun({ run: 2, checks_sha256: alike, evaluator_versions: ['1', '2'] }),
    evaluatedRun({
      framework: 'beta',
      checks_sha256: ['2'.repeat(64)],
      rules_sha256: ['4'.repeat(64)],
      isolation: ['none'],
    }),
  ]
  expect(messages(find(records, evaluations))).toEqual([
    'several_isolations: Frameworks were not isolated alike in all runs, which may change what they found and how long they took: alpha (none in 2 runs), beta (bwrap in 1 run).',
    'several_isolations: What was generated was not isolated alike in all evaluations: alpha (bwrap in 2 runs), beta (none in 1 run).',
    'several_evaluators: Runs were evaluated by several versions of the evaluator, which may measure the same project differently: alpha (version 1 in 2 runs, version 2 in 1 run), beta (version 1 in 1 run); devbench evaluate brings all to the same.',
    'several_check_sets: Runs were evaluated with several sets of acceptance checks: alpha (111111111111 in 2 runs), beta (222222222222 in 1 run); devbench evaluate brings all to the same.',
    'several_rule_sets: The code of runs was held to several sets of rules (metrics.code_quality): alpha (333333333333 in 1 run), beta (444444444444 in 1 run); devbench evaluate brings all to the same.',
  ])
  expect(
    messages(
      find(
        records.slice(0, 2),
        evaluations.slice(0, 1).concat(evaluatedRun({ run: 2, checks_sha256: alike })),
      ),
    ),
  ).toEqual([])
})

test('regressions of a run that was cut off are a lower bound, and shares are not', () => {
  const cut = runRecord({ run: 1, outcome: 'timed_out', steps: [{ id: 1, outcome: 'timed_out' }] })
  const { summary } = find([cut], [evaluatedRun({ regressions: score(2) })])
  expect(summary['alpha']?.regressions?.n_censored).toBe(1)
  expect(summary['alpha']?.functionality?.n_censored).toBe(0)
  expect(summary['alpha']?.executable_step_rate?.n_censored).toBe(0)
})
