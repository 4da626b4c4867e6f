import { expect, test } from 'vitest'
import { readJsonLines } from '@genai-devbench/files'
import type { ExperimentConfig, RunEvent } from '@genai-devbench/schema'
import { scheduleBlock } from '../src/index.ts'
import { experiment, script } from './experiment.fixture.ts'

const config = (seed: number, order: 'randomized_blocks' | 'declared', ids: string[]) =>
  ({
    seed,
    execution: { order, concurrency: 1 },
    frameworks: ids.map((id) => ({ id, adapter: id, options: {} })),
  }) as unknown as ExperimentConfig

test('a block holds every framework once, in an order that follows from the seed', () => {
  const order = (seed: number, run: number) =>
    scheduleBlock(config(seed, 'randomized_blocks', ['a', 'b', 'c']), run).map(({ framework }) => framework)
  for (let run = 1; run <= 50; run++) {
    expect(order(1, run).toSorted()).toEqual(['a', 'b', 'c'])
    expect(order(1, run)).toEqual(order(1, run))
  }
})

test('over many blocks every framework stands in every place about equally often', () => {
  const first = Array.from(
    { length: 3000 },
    (_, index) => scheduleBlock(config(5, 'randomized_blocks', ['a', 'b', 'c']), index + 1)[0]?.framework,
  )
  for (const id of ['a', 'b', 'c']) {
    // Five standard deviations of a binomial(3000, 1/3) are 129.
    expect(Math.abs(first.filter((framework) => framework === id).length - 1000)).toBeLessThan(130)
  }
})

test('order: declared keeps the order of the config', () => {
  expect(scheduleBlock(config(1, 'declared', ['c', 'a', 'b']), 9).map(({ framework }) => framework)).toEqual([
    'c',
    'a',
    'b',
  ])
})

const noise = script('a', `import { writeFileSync } from 'node:fs'; writeFileSync('x', 'y')`)

test('a sequential experiment stops at the first check at which every target is met, all frameworks at the same n', async () => {
  await using fixture = await experiment({
    frameworks: [noise, { ...noise, id: 'b' }],
    // No calls: a count of zero has no relative width, so only success can meet its target.
    stopping: {
      mode: 'sequential',
      min_runs: 5,
      max_runs: 9,
      batch: 2,
      metrics: [{ metric: 'success', target: 0.23 }],
    },
    execution: { concurrency: 2 },
  })
  const { reason, events } = await fixture.run()
  expect(reason).toBe('target_met')
  // Wilson's half-width for 5 of 5 at 95 % is 0.217.
  expect(events.filter(({ type }) => type === 'stopping_checked')).toMatchObject([
    {
      n: 5,
      checks: [
        { framework: 'a', met: true },
        { framework: 'b', met: true },
      ],
    },
  ])
  expect(await fixture.journal()).toHaveLength(10)
})

test('an experiment that never meets its target ends at max_runs, and says how far it came at each check', async () => {
  await using fixture = await experiment({
    frameworks: [noise],
    stopping: {
      mode: 'sequential',
      min_runs: 5,
      max_runs: 8,
      batch: 2,
      metrics: [{ metric: 'success', target: 0.01 }],
    },
  })
  const { reason, events } = await fixture.run()
  expect(reason).toBe('max_runs')
  expect(events.flatMap((event) => (event.type === 'stopping_checked' ? [event.n] : []))).toEqual([5, 7, 8])
})

test('a selection of frameworks runs alone; the others are left for a later call', async () => {
  await using fixture = await experiment({
    frameworks: [noise, { ...noise, id: 'b' }],
    stopping: { mode: 'fixed', max_runs: 2 },
  })
  expect((await fixture.run({ frameworks: ['b'] })).reason).toBe('part_done')
  expect((await fixture.journal()).map(({ framework }) => framework)).toEqual(['b', 'b'])
  expect((await fixture.run()).reason).toBe('max_runs')
  expect(await fixture.journal()).toHaveLength(4)
})

test('two stages: the pilot of both frameworks decides how many runs there are', async () => {
  await using fixture = await experiment({
    frameworks: [noise, { ...noise, id: 'b' }],
    stopping: {
      mode: 'two_stage',
      min_runs: 5,
      max_runs: 30,
      metrics: [{ metric: 'success', target: 0.2 }],
    },
    execution: { concurrency: 2 },
  })
  const { reason, events } = await fixture.run()
  const looks = events.filter(({ type }) => type === 'stopping_checked')
  // Wilson's interval of 5 of 5 begins at 0.566; there 20 runs are needed for a half-width of 0.2.
  expect(looks).toMatchObject([{ n: 5, checks: [{ needed: 20 }, { needed: 20 }] }, { n: 20 }])
  expect(reason).toBe('target_met')
  expect(await fixture.journal()).toHaveLength(40)
  const kept: RunEvent[] = []
  for await (const event of readJsonLines(fixture.paths.events)) kept.push(event as RunEvent)
  expect(kept.filter(({ type }) => type === 'stopping_checked')).toMatchObject(looks)
  const again = await fixture.run()
  expect(again.reason).toBe('target_met')
  expect(again.events.filter(({ type }) => type === 'run_started')).toEqual([])
})
