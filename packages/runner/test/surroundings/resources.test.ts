import { readFile } from 'node:fs/promises'
import { RunRecord, ValidationError } from '@genai-devbench/schema'
import { probeBubblewrap } from '@genai-devbench/sandbox'
import { expect, test } from 'vitest'
import { allowedProcessors, holdProcessors } from '../../src/surroundings/processors.ts'
import { experiment, script, step } from '../experiment.fixture.ts'

const isLinux = process.platform === 'linux'
const MIB = 2 ** 20
const isolations = 'version' in (await probeBubblewrap()) ? ['none', 'bwrap'] : ['none']

/** Computes in a child process for so much processor time. */
const computing = (ms: number): string => `
  import { execFileSync } from 'node:child_process'
  const source = 'for (let took = 0; took < ${ms * 1000}; took = process.cpuUsage().user) for (let i = 0; i < 1e6; i++);'
  execFileSync(process.execPath, ['-e', source])`

/** Holds so much memory for a while, in a child process that leaves its process group. */
const holding = (mib: number): string => `
  import { spawn } from 'node:child_process'
  import { once } from 'node:events'
  const source = 'const held = Buffer.alloc(${mib} * 2 ** 20, 1); setTimeout(() => held.at(-1), 700)'
  await once(spawn(process.execPath, ['-e', source], { detached: true }), 'exit')`

test.runIf(isLinux).for(isolations)(
  'processor time is that of the whole tree, memory that of all its processes together, with isolation %s',
  async (isolation) => {
    await using fixture = await experiment({
      frameworks: [script('a', computing(300)), script('b', holding(200))],
      execution: { isolation },
    })
    await fixture.run()
    const { steps, totals } = await fixture.record('a', 1)
    const [first = 0, second = 0] = steps.map(({ resources }) => resources.cpu_ms ?? 0)
    expect(Math.min(first, second)).toBeGreaterThanOrEqual(300)
    expect(totals.resources).toMatchObject({ cpu_ms: first + second, unmeasured: null })
    const held = (await fixture.record('b', 1)).totals.resources.peak_memory_bytes
    // Two Node processes and their shells besides.
    expect(held).toBeGreaterThan(200 * MIB)
    expect(held).toBeLessThan(450 * MIB)
    expect(totals.resources.peak_memory_bytes).toBeLessThan(200 * MIB)
    expect(await readFile(fixture.paths.run('b', 1).readme, 'utf8')).toContain(
      `| ${(held! / MIB).toFixed(0)} | 0.0 (0) |`,
    )
  },
)

test.runIf(isLinux)('a step that is ended for its time has figures, too', async () => {
  await using fixture = await experiment({
    frameworks: [script('a', 'for (;;);')],
    timeout: { per_step: 1, total: 60 },
  })
  await fixture.run()
  const [ended, skipped] = (await fixture.record('a', 1)).steps
  expect(ended).toMatchObject({ outcome: 'timed_out', resources: { unmeasured: null } })
  expect(ended?.resources.cpu_ms).toBeGreaterThan(0)
  expect(skipped?.resources).toMatchObject({ cpu_ms: null, unmeasured: 'the step was not begun' })
})

test('the workspace is measured after each step, links as themselves', async () => {
  const source = `
    import { mkdirSync, symlinkSync, writeFileSync } from 'node:fs'
    if (process.env.STEP === '1') { mkdirSync('src'); writeFileSync('src/a.bin', Buffer.alloc(1000)) }
    else { writeFileSync('b.bin', Buffer.alloc(24)); symlinkSync('src/a.bin', 'link') }`
  await using fixture = await experiment({ frameworks: [script('a', source)] })
  await fixture.run()
  const { steps, totals } = await fixture.record('a', 1)
  const sizes = steps.map(({ resources }) => [resources.workspace_bytes, resources.workspace_files])
  expect(sizes).toEqual([
    [1000, 1],
    [1000 + 24 + 'src/a.bin'.length, 3],
  ])
  expect(totals.resources).toMatchObject({ workspace_bytes: 1033, workspace_files: 3 })
})

test.runIf(isLinux)(
  'a step over its memory is ended as failed, with the figure; one under it is not',
  async () => {
    await using fixture = await experiment({
      frameworks: [script('a', holding(400)), script('b', holding(10))],
      steps: [step(1)],
      execution: { limits: { memory: '300 MiB' } },
    })
    await fixture.run()
    const { outcome, reason, totals } = await fixture.record('a', 1)
    expect(outcome).toBe('failed')
    const [, mib] = /held (\d+) MiB of memory, more than 300 MiB/.exec(reason ?? '') ?? []
    expect(Number(mib)).toBeGreaterThan(300)
    expect(totals.resources.peak_memory_bytes).toBeGreaterThan(300 * MIB)
    expect((await fixture.record('b', 1)).outcome).toBe('completed')
  },
)

test.runIf(isLinux).for(isolations)(
  'a step gets no more processors than its limit, with isolation %s',
  async (isolation) => {
    const source = `
    import { readFileSync } from 'node:fs'
    console.log(/^Cpus_allowed_list:\\s+(.*)$/m.exec(readFileSync('/proc/self/status', 'utf8'))[1])`
    await using fixture = await experiment({
      frameworks: [script('a', source)],
      steps: [step(1)],
      execution: { isolation, limits: { cpus: 1 } },
    })
    await fixture.run()
    expect(await readFile(fixture.paths.run('a', 1).log(1, 'out'), 'utf8')).toMatch(/^\d+\n$/)
  },
)

test.runIf(isLinux)('steps under way share processors only when there are not enough', () => {
  const all = allowedProcessors()
  const held = all.map(() => holdProcessors(1))
  expect(held.flatMap(({ numbers }) => numbers).toSorted((a, b) => a - b)).toEqual(all)
  held[0]?.[Symbol.dispose]()
  using again = holdProcessors(1)
  expect(again.numbers).toEqual(held[0]?.numbers)
  for (const other of held.slice(1)) other[Symbol.dispose]()
})

test.for([
  [{ cpus: 1024 }, 'execution.limits.cpus', /1024 processors cannot be given: there are \d+|on Linux alone/],
  [{ memory: '4 gigs' }, 'execution.limits.memory', /not an amount of memory/],
] as const)('a limit that cannot be held is refused: %o', async ([limits, path, message]) => {
  await using fixture = await experiment({ frameworks: [script('a', '')], execution: { limits } })
  const fault = await fixture.run().catch((error: unknown) => error)
  expect(fault).toBeInstanceOf(ValidationError)
  expect((fault as ValidationError).problems).toMatchObject([
    { path, message: expect.stringMatching(message) },
  ])
})

test('a record of before resources were measured says so', async () => {
  await using fixture = await experiment({ frameworks: [script('a', '')] })
  await fixture.run()
  const { isolation: _isolation, ...old } = await fixture.record('a', 1)
  const steps = old.steps.map(({ resources: _resources, ...rest }) => rest)
  const { resources: _resources, ...totals } = old.totals
  const read = RunRecord.parse({ ...old, steps, totals })
  const nothing = { cpu_ms: null, unmeasured: 'made by a version that did not measure it' }
  expect(read).toMatchObject({
    isolation: { mode: 'none', reason: 'made by a version that had no isolation' },
    steps: [{ resources: nothing }, { resources: nothing }],
    totals: { resources: nothing },
  })
})
