import {
  configRuleBreaches,
  formatProblem,
  parseYamlDocument,
  ExperimentConfig,
  soundParts,
  stepIdsAreUnique,
} from '@genai-devbench/schema'
import { expect, test } from 'vitest'
import { VALID, changed } from './config.fixture.ts'

function breaches(text: string): string[] {
  const { raw, problemAt } = parseYamlDocument(text, ExperimentConfig, 'config.yaml')
  return configRuleBreaches(soundParts(raw)).map(({ path, message, hint }) =>
    formatProblem(problemAt(path, message, hint)),
  )
}

const DISABLED = changed('enabled: true', 'enabled: false')
const SEQUENTIAL =
  '  mode: sequential\n  min_runs: 10\n  max_runs: 5\n  metrics: [{metric: success, target: 0.1}]\n'

test('a sound configuration breaches no rule', () => {
  expect(breaches(VALID)).toEqual([])
})

test('a step id that is used again is named at each place but the first', () => {
  expect(breaches(changed('  - id: 2', '  - id: 1'))).toEqual([
    'config.yaml:12:9 steps[1].id: step id 1 is used twice. Give every step its own id.',
  ])
  const steps = [3, 1, 3, 3].map((id, index) => ({ index, part: { id } }))
  expect(stepIdsAreUnique(steps).map(({ path }) => path)).toEqual([
    ['steps', 2, 'id'],
    ['steps', 3, 'id'],
  ])
})

test('step ids may have gaps and stand in any order', () => {
  expect(breaches(changed('  - id: 1', '  - id: 40'))).toEqual([])
})

test('at least one step must be enabled', () => {
  expect(breaches(DISABLED)).toEqual([
    'config.yaml:7:1 steps: no step is enabled. Set enabled: true on at least one step.',
  ])
})

test('a step that is broken in itself may have been the enabled one', () => {
  expect(breaches(changed('enabled: true', 'enabled: maybe'))).toEqual([])
})

test('framework ids differ in more than case, since each names a directory', () => {
  expect(
    breaches(changed('[direct, self-refine]', '[direct, {id: Direct, adapter: self-refine}, other]')),
  ).toEqual([
    expect.stringMatching(
      /^config\.yaml:4:22 frameworks\[1\]: framework id "Direct" is used twice\. For a variant write \{id: another-name, /,
    ),
  ])
})

test('one adapter under two ids is no breach', () => {
  expect(breaches(changed('[direct, self-refine]', '[direct, {id: direct-again, adapter: direct}]'))).toEqual(
    [],
  )
})

test('max_runs is not below min_runs', () => {
  expect(breaches(changed('  mode: fixed\n  max_runs: 5\n', SEQUENTIAL))).toEqual([
    'config.yaml:22:13 stopping.max_runs: max_runs (5) is smaller than min_runs (10). Raise max_runs or lower min_runs.',
  ])
  expect(
    breaches(changed('  mode: fixed\n  max_runs: 5\n', SEQUENTIAL.replace('min_runs: 10', 'min_runs: 5'))),
  ).toEqual([])
})

test('the time for all steps is not shorter than the time for one', () => {
  expect(breaches(changed('total: 600', 'total: 30'))).toEqual([
    'config.yaml:18:10 timeout.total: total (30 s) is shorter than per_step (60 s). total is the limit for all steps of a run together.',
  ])
})

test('the weights of the quality score add up to 1, but for what a computer cannot write', () => {
  const weighted = (functionality: number, code_quality: number): string =>
    `${VALID}  weights: {functionality: ${functionality}, code_quality: ${code_quality}, documentation: 0.1, test_coverage: 0.2}\n`
  expect(breaches(weighted(0.5, 0.2))).toEqual([])
  expect(breaches(weighted(0.5, 0.1))).toEqual([
    expect.stringMatching(/ metrics\.weights: the weights add up to 0\.9, not to 1\. /),
  ])
})

test('a primary metric is named once', () => {
  expect(breaches(changed('[success]', '[success, cost_usd, success]'))).toEqual([
    expect.stringMatching(/ metrics\.primary\[2\]: success is named twice\. /),
  ])
})

test('the rules are checked on what is sound of a broken document', () => {
  const text = changed(
    'seed: 1',
    'seed: none',
    changed(
      'total: 600',
      'total: 30',
      changed('  - id: 2\n    enabled: false', '  - id: 1\n    enabled: maybe'),
    ),
  )
  expect(breaches(text).map((breach) => breach.split(': ')[0])).toEqual([
    'config.yaml:12:9 steps[1].id',
    'config.yaml:18:10 timeout.total',
  ])
})

test.for([undefined, null, 'text', [], 7, { steps: 'none', stopping: [], frameworks: {} }])(
  'of %j nothing is sound, so nothing is in breach',
  (raw) => {
    expect(configRuleBreaches(soundParts(raw))).toEqual([])
  },
)

test('a smallest effect of interest is a ratio above 1 or a difference, as its metric asks', () => {
  const withSesoi = (sesoi: string) => breaches(`${VALID}  sesoi: ${sesoi}\n`)
  expect(withSesoi('{tokens_total: 1.1, success: 0.1, heu: 5}')).toEqual([])
  expect(withSesoi('{tokens_total: 0.9, success: 1, functionality: 1.5}')).toEqual([
    'config.yaml:24:25 metrics.sesoi.tokens_total: 0.9 is no ratio above 1, which tokens_total is compared by. Write 1.25 for "from 0.8 to 1.25 times as much".',
    'config.yaml:24:39 metrics.sesoi.success: 1 is no difference of two proportions below 1. Write 0.1 for ten percentage points.',
    'config.yaml:24:57 metrics.sesoi.functionality: 1.5 is no difference of two proportions below 1. Write 0.1 for ten percentage points.',
  ])
})
