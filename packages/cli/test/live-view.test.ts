import { PassThrough } from 'node:stream'
import { stripVTControlCharacters } from 'node:util'
import { NO_USAGE, type RunEvent, Stopping } from '@genai-devbench/schema'
import stringWidth from 'string-width'
import { describe, expect, test } from 'vitest'
import { formatClock, formatTimeLeft } from '../src/views/run-experiment/live/clock.ts'
import { LiveRegion } from '../src/views/run-experiment/live/live-region.ts'
import { ProgressState } from '../src/views/run-experiment/live/progress-state.ts'
import { RunningMoments } from '../src/views/run-experiment/live/running-moments.ts'
import { statusLines } from '../src/views/run-experiment/live/status-lines.ts'
import { timeLeft } from '../src/views/run-experiment/live/time-left.ts'

const SECOND = 1000
const MINUTE = 60 * SECOND
const LONG_NAME = 'a-framework-with-a-very-long-name-of-sixty-four-characters-x1234'
const USAGE = { ...NO_USAGE, calls: 1, input_tokens: 1200, output_tokens: 300, cost_picousd: 2e9 }
const SEQUENTIAL = Stopping.parse({
  mode: 'sequential',
  min_runs: 5,
  max_runs: 10,
  metrics: [{ metric: 'tokens_total', target: 0.1 }],
})
const FIXED = Stopping.parse({ mode: 'fixed', max_runs: 10 })

function stateAfter(frameworks: string[], blocks: number, ...events: [at: number, event: RunEvent][]) {
  const state = new ProgressState(0)
  state.add(
    {
      type: 'experiment_started',
      frameworks,
      planned_runs: frameworks.length * blocks,
      finished_runs: 0,
      finished_by_framework: {},
      steps: 3,
    },
    0,
  )
  for (const [at, event] of events) state.add(event, at)
  return state
}

const finished = (framework: string, run: number, wall_ms: number): RunEvent => ({
  type: 'run_finished',
  framework,
  run,
  outcome: 'completed',
  reason: null,
  wall_ms,
  usage: NO_USAGE,
})

const underWay = (framework: string, run: number, name: string): [number, RunEvent][] => [
  [0, { type: 'run_started', framework, run, attempt: 1 }],
  [0, { type: 'step_started', framework, run, step: 1, name, execution_index: 1, steps: 3 }],
  [0, { type: 'model_called', framework, run, step: 1, phase: 'implementation', usage: USAGE }],
]

describe('the time left', () => {
  test('is unknown until every framework that has runs left has finished one', () => {
    const state = stateAfter(['fast', 'slow'], 4, [0, finished('fast', 1, SECOND)])
    expect(timeLeft(state, 1, 0)).toBeNull()
    state.add(finished('slow', 1, MINUTE), 0)
    expect(timeLeft(state, 1, 0)).toEqual({ expected: 3 * SECOND + 3 * MINUTE, spread: null })
  })

  test('has a range from two runs of each framework on, wider the more they differ', () => {
    const spreadOf = (...durations: number[]) =>
      timeLeft(
        stateAfter(
          ['one'],
          10,
          ...durations.map((ms, i): [number, RunEvent] => [0, finished('one', i + 1, ms)]),
        ),
        1,
        0,
      )?.spread
    expect(spreadOf(MINUTE, MINUTE)).toEqual({ low: 8 * MINUTE, high: 8 * MINUTE })
    // Half-width: 1.645 * sd * sqrt(8 + 64 / 2), with sd = sqrt(2) / 2 minutes.
    expect(spreadOf(0.5 * MINUTE, 1.5 * MINUTE)?.high).toBeCloseTo(
      (8 + 1.645 * Math.SQRT1_2 * Math.sqrt(40)) * MINUTE,
      6,
    )
  })

  test('is shared by the runs that are made at once, less what those under way have behind them', () => {
    const state = stateAfter(
      ['one'],
      6,
      [0, finished('one', 1, MINUTE)],
      [0, finished('one', 2, MINUTE)],
      ...underWay('one', 3, 'x'),
      ...underWay('one', 4, 'x'),
    )
    expect(timeLeft(state, 2, 30 * SECOND)).toEqual({
      expected: 1.5 * MINUTE,
      spread: { low: 1.5 * MINUTE, high: 2 * MINUTE },
    })
  })

  test('has the evaluations of the runs in it', () => {
    const state = stateAfter(
      ['one'],
      3,
      ...underWay('one', 1, 'x'),
      [
        MINUTE,
        {
          type: 'evaluation_finished',
          framework: 'one',
          run: 1,
          step: 1,
          name: 'x',
          passed: 1,
          checks: 1,
          reason: null,
          wall_ms: 50 * SECOND,
        },
      ],
      [MINUTE, finished('one', 1, 10 * SECOND)],
    )
    expect(timeLeft(state, 1, MINUTE)?.expected).toBe(2 * MINUTE)
  })

  test('of a run that did not count is not learnt from', () => {
    const state = stateAfter(['one'], 2, [
      0,
      { ...finished('one', 1, 1), outcome: 'infrastructure' } as RunEvent,
    ])
    expect(timeLeft(state, 1, 0)).toBeNull()
    expect(state.finished).toBe(0)
  })

  test.for([
    [10 * MINUTE, 15 * MINUTE, '10 to 15 min left'],
    [40 * SECOND, 3 * MINUTE, '40 s to 3 min left'],
    [11 * MINUTE, 11 * MINUTE, 'about 10 min left'],
    [200 * MINUTE, 260 * MINUTE, '3 h 20 min to 4 h 20 min left'],
    [26 * 60 * MINUTE, 48 * 60 * MINUTE, '1 d 2 h to 2 d left'],
  ] as const)('from %i to %i ms is said as %s', ([low, high, text]) => {
    expect(formatTimeLeft({ expected: low, spread: { low, high } }, false)).toBe(text)
  })

  test('is the most where the stopping rule may end sooner', () => {
    expect(formatTimeLeft({ expected: MINUTE, spread: { low: MINUTE, high: 3 * MINUTE } }, true)).toBe(
      'at most about 3 min left',
    )
  })
})

test('running moments are those of the whole sample', () => {
  const moments = new RunningMoments()
  for (const value of [2, 4, 4, 4, 5, 5, 7, 9]) moments.add(value)
  expect(moments.mean).toBe(5)
  expect(moments.variance).toBeCloseTo(32 / 7, 12)
  expect(new RunningMoments().variance).toBeNull()
})

test('a clock changes its width only at the hour', () => {
  expect([0, 65, 3599, 3600, 36_061].map((seconds) => formatClock(seconds * SECOND))).toEqual([
    '0:00',
    '1:05',
    '59:59',
    '1:00:00',
    '10:01:01',
  ])
})

describe('the lines at the bottom', () => {
  const look: RunEvent = {
    type: 'stopping_checked',
    n: 5,
    reason: null,
    checks: [
      { framework: 'direct', metric: 'tokens_total', n: 5, half_width: 0.04, target: 0.1, met: true },
      { framework: LONG_NAME, metric: 'tokens_total', n: 5, half_width: 0.234, target: 0.1, met: false },
    ],
  }
  const crowded = stateAfter(
    ['direct', LONG_NAME],
    10,
    [0, look],
    ...underWay('direct', 6, '学生管理システムの作成と認証の追加とテスト'),
    ...underWay(LONG_NAME, 6, 'A step name that is quite long and goes on for ever'),
    ...[7, 8, 9, 10].flatMap((run) => underWay('direct', run, 'Testing')),
  )

  test.for([
    [40, 20],
    [80, 24],
    [120, 40],
  ] as const)('fit a terminal of %i x %i, and leave room above', ([columns, rows]) => {
    const lines = statusLines(crowded, { stopping: SEQUENTIAL, concurrency: 6 }, 65 * SECOND, {
      columns,
      rows,
    })
    expect(lines.filter((line) => stringWidth(line) >= columns)).toEqual([])
    expect(lines.length).toBeLessThanOrEqual(rows * 0.65)
    const text = lines.join('\n')
    expect(text).toContain('block 6 of 10')
    expect(text).toContain('Targets at 5 runs of each')
    expect(text).toMatch(/direct 6 {2}1\/3 学/)
  })

  test('count no runs before there is a plan of them, and say what is made good first', () => {
    const state = new ProgressState(0)
    const view = { stopping: FIXED, concurrency: 1 }
    const lines = () => statusLines(state, view, SECOND, { columns: 80, rows: 30 })
    expect(lines()).toEqual([' 0:01 | making ready'])
    const left = { framework: 'direct', run: 2, step: 1, name: 'Course CRUD' }
    state.add({ type: 'evaluation_started', ...left }, 0)
    expect(lines()).toEqual([' 0:01 | evaluating Course CRUD of direct run 2, left from before'])
    state.add({ type: 'evaluation_finished', ...left, passed: 1, checks: 1, reason: null, wall_ms: 5 }, 0)
    expect(lines()).toEqual([' 0:01 | making ready'])
  })

  test('say of each step its framework, run, phase, time, tokens and cost', () => {
    const lines = statusLines(crowded, { stopping: SEQUENTIAL, concurrency: 6 }, 65 * SECOND, {
      columns: 120,
      rows: 40,
    })
    const step = lines.find((line) => line.includes('direct 7 '))
    expect(step?.trim().split(/\s{2,}| (?=impl)|(?<=…) /)).toEqual([
      'direct 7',
      '1/3 Testing',
      'implementat…',
      '1:05',
      '1.5K tokens',
      '$0.0020',
    ])
    // What is not met comes first.
    expect(lines.at(-2)).toContain(`tokens_total ${LONG_NAME}: +-23.4% of 10%`)
    expect(lines.at(-1)).toContain('tokens_total direct: +-4% of 10%, met')
  })

  test('count the steps for which there is no room', () => {
    const lines = statusLines(crowded, { stopping: FIXED, concurrency: 6 }, 0, { columns: 40, rows: 16 })
    expect(lines.at(-1)).toMatch(/\.\.\. and \d more/)
  })
})

test('an echoed ^C does not make the last line at the bottom wider than the terminal', () => {
  const terminal = Object.assign(new PassThrough({ encoding: 'utf8' }), { columns: 80, rows: 24 })
  using region = new LiveRegion(terminal as unknown as NodeJS.WriteStream)
  region.update(['a bar', 'x'.repeat(79)])
  terminal.read()
  region.update(['another bar', 'x'.repeat(79)])
  const drawn = stripVTControlCharacters(terminal.read() as string)
  expect(drawn).toBe(`\ranother bar\n${'x'.repeat(79)}\r`)
})
