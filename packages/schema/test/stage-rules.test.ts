import {
  ExperimentConfig,
  configRuleBreaches,
  formatProblem,
  missingOrders,
  orderedStages,
  parseYamlDocument,
  soundParts,
} from '@genai-devbench/schema'
import { expect, test } from 'vitest'
import { VALID, complaints, parsedConfig } from './config.fixture.ts'

const withStages = (...stages: string[]): string =>
  `${VALID}stages:\n${stages.map((stage) => `  - {${stage}}\n`).join('')}`

/** Without the places of others: `stages[1].order: order 2 is used twice. ...` */
function breaches(...stages: string[]): string[] {
  const { raw, problemAt } = parseYamlDocument(withStages(...stages), ExperimentConfig, 'config.yaml')
  return configRuleBreaches(soundParts(raw)).map(({ path, message, hint }) =>
    formatProblem(problemAt(path, message, hint)),
  )
}

const PILOT = 'name: pilot, type: execute, order: 1, completion: tasks_done, runs: 2'
const CHECK = 'name: check, type: custom, order: 2, completion: script_exit, script: scripts/check.sh'
const MAIN = 'name: main, type: execute, order: 3, completion: tasks_done'
const CLEANUP = 'name: cleanup, type: cleanup, order: 4, completion: script_exit, script: scripts/clean.sh'

test('stages run sorted by their order, wherever they stand; gaps are told', () => {
  const text = withStages(MAIN.replace('3', '7'), CLEANUP.replace('4', '9'), PILOT, CHECK)
  expect(breaches(MAIN, CLEANUP, PILOT, CHECK)).toEqual([])
  const ordered = orderedStages(parsedConfig(text).stages)
  expect(ordered.map(({ name }) => name)).toEqual(['pilot', 'check', 'main', 'cleanup'])
  expect(missingOrders(ordered)).toEqual([
    [2, 7],
    [7, 9],
  ])
  expect(orderedStages(parsedConfig(VALID).stages).map(({ name }) => name)).toEqual(['execute'])
})

test('names and orders are used once', () => {
  expect(breaches(PILOT, CHECK, MAIN.replace('3', '2').replace('main', 'Pilot'))).toEqual([
    'config.yaml:27:12 stages[2].name: the name "Pilot" is used twice. Give every stage a name of its own.',
    'config.yaml:27:41 stages[2].order: order 2 is used twice. Number the stages in the order in which they are to run.',
  ])
})

test('a completion that does not suit the type is refused, with those that do', () => {
  expect(complaints(withStages(PILOT.replace('tasks_done', 'script_exit')))).toEqual([
    'config.yaml:25:56 stages[0].completion: "script_exit" is not known here. Known: tasks_done, duration, duration_or_tasks.',
  ])
  expect(complaints(withStages(`${CHECK}, runs: 3`, MAIN))).toEqual([
    'config.yaml:25:94 stages[0].runs: unknown key "runs". It belongs to type: execute or type: hybrid.',
  ])
})

test.for([
  [CHECK.replace(', script: scripts/check.sh', ''), 'completion: script_exit needs a script'],
  [CHECK.replace('script_exit', 'duration'), 'completion: duration needs duration_secs'],
  [`${PILOT}, duration_secs: 9`, 'duration_secs: has no effect with completion: tasks_done'],
  [
    `${PILOT.replace('tasks_done', 'duration')}, duration_secs: 9, timeout_secs: 9`,
    'timeout_secs: timeout_secs (9) is not longer than duration_secs (9)',
  ],
  [CLEANUP.replace('4', '2'), 'order: this cleanup stage (order 2) comes before main (order 3)'],
  [PILOT.replace('runs: 2', 'runs: 6'), 'runs: runs (6) is more than stopping.max_runs (5)'],
] as const)('%s is refused', ([stage, message]) => {
  expect(breaches(stage, MAIN)).toEqual([expect.stringContaining(`stages[0].${message}`)])
})

test('runs do not go down from stage to stage', () => {
  expect(breaches(PILOT, MAIN.replace('tasks_done', 'tasks_done, runs: 1'))).toEqual([
    expect.stringContaining('stages[1].runs: runs (1) is less than pilot before it makes (2)'),
  ])
})

test('some stage makes runs, unless one that cannot be read does', () => {
  expect(breaches(CHECK)).toEqual([expect.stringContaining('stages: no stage makes runs.')])
  expect(breaches(CHECK, MAIN.replace('tasks_done', 'whatever'))).toEqual([])
  expect(complaints(`${VALID}stages: []\n`)).toEqual([expect.stringContaining('stages: no stage.')])
})
