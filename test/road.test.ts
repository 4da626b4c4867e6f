import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { adapterIds, installDir, loadAdapter } from '@genai-devbench/adapters'
import { filesBelow, readJsonLines } from '@genai-devbench/files'
import { planExperiment, runExperiment } from '@genai-devbench/runner'
import { LlmCall, Results, type RunRecord } from '@genai-devbench/schema'
import { type ExperimentPaths, experimentPaths, readJournal } from '@genai-devbench/store'
import { execa } from 'execa'
import { type YAMLMap, type YAMLSeq, parseDocument } from 'yaml'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { publishedBin } from './support/published-form.ts'

const MODEL = 'gpt-4o-mini'
const TEMPERATURE = 0.25
const SEED = 11
const PHASES = ['specify', 'plan', 'tasks', 'implement']

const ghspec = await loadAdapter('ghspec')
const faults = (await ghspec.installation?.check(installDir('ghspec'))) ?? []
if (faults.length > 0)
  console.log(
    `skipped: the road with the real spec-kit and opencode; ghspec is not installed here (${faults[0]}). Install: devbench frameworks install ghspec`,
  )

let dir: string
beforeAll(async () => {
  dir = await mkdtemp(join(tmpdir(), 'devbench-road-'))
})
afterAll(() => rm(dir, { recursive: true, force: true }))

const bin = (name: string, ...args: string[]) =>
  execa('node', [publishedBin(name), ...args, '--experiments-dir', dir], { stdin: 'ignore' })

/** Generates from `default`, lets `edit` change the steps, makes the runs and analyses. */
async function travel(
  name: string,
  { frameworks, runs }: { frameworks: readonly string[]; runs: number },
  edit: (steps: YAMLMap[]) => YAMLMap[],
): Promise<Journey> {
  const what = `--name ${name} --config-set default --frameworks ${frameworks.join(' ')} --provider scripted`
  const how = `--model ${MODEL} --temperature ${TEMPERATURE} --seed ${SEED} --min-runs ${runs} --max-runs ${runs}`
  await bin('new-experiment', ...`${what} ${how}`.split(' '))
  const paths = experimentPaths(join(dir, name))
  const config = parseDocument(await readFile(paths.configFile, 'utf8'))
  const steps = config.get('steps') as YAMLSeq<YAMLMap>
  steps.items = edit(steps.items)
  // Defects are for demonstrations; this is about the road.
  config.setIn(['llm', 'defect_rate'], 0)
  config.setIn(['execution', 'concurrency'], 2)
  config.setIn(['acceptance', 'when'], 'never')
  await writeFile(paths.configFile, config.toString())
  const seen = await runAndWatch(paths)
  await bin('analyze', name)
  const records = await readJournal(paths)
  const calls = (await Promise.all(records.map((record) => callsOf(paths, record)))).flat()
  const results = Results.parse(JSON.parse(await readFile(join(paths.analysis, 'results.json'), 'utf8')))
  return { paths, records, calls, results, seen }
}

describe.skipIf(faults.length > 0)('the whole road with real spec-kit and opencode subprocesses', () => {
  const frameworks = ['ghspec', 'direct']

  test(
    "three steps: every call on the experiment's model, every phase metered, step 2 on the files of step 1",
    { timeout: 600_000 },
    async () => {
      const { paths, records, calls, results, seen } = await travel(
        'forward',
        { frameworks, runs: 1 },
        (steps) => {
          for (const step of steps.slice(3)) step.set('enabled', false)
          return steps
        },
      )
      expect(
        records.map(({ framework, run, outcome }) => `${framework} ${run} ${outcome}`).toSorted(),
      ).toEqual(['direct 1 completed', 'ghspec 1 completed'])
      for (const record of records)
        expect(record.steps.map(({ id, execution_index }) => [id, execution_index])).toEqual([
          [1, 1],
          [2, 2],
          [3, 3],
        ])

      for (const call of calls) expect(call.sent_model).toBe(MODEL)
      for (const record of records.filter(({ framework }) => framework === 'ghspec')) {
        for (const step of record.steps) {
          expect(step.phases.map(({ phase }) => phase)).toEqual(PHASES)
          for (const { phase, usage } of step.phases) {
            const own = calls.filter(
              (call) =>
                call.framework === 'ghspec' &&
                call.run === record.run &&
                call.step === step.id &&
                call.phase === phase,
            )
            expect(usage.calls).toBe(own.length)
            expect(usage.input_tokens).toBe(sum(own, 'gen_ai.usage.input_tokens'))
            expect(usage.output_tokens).toBe(sum(own, 'gen_ai.usage.output_tokens'))
            expect(usage.output_tokens).toBeGreaterThan(0)
          }
        }
        const artifacts = await filesBelow(paths.run('ghspec', record.run).artifacts)
        expect(artifacts).toEqual(
          expect.arrayContaining([
            'main.py',
            'feature_students.py',
            'feature_courses.py',
            'feature_teachers.py',
          ]),
        )
        expect(
          artifacts.filter((path) => path.startsWith('specs/') && path.endsWith('/spec.md')),
        ).toHaveLength(3)
        expect(record.identity).toMatchObject({
          'specify-cli': expect.stringMatching(/^\d/),
          'opencode-ai': expect.stringMatching(/^\d/),
        })
      }
      for (const framework of ['ghspec', 'direct']) {
        const asked = (task: string) =>
          seen
            .filter(
              (request) => request.framework === framework && request.prompt.startsWith(`TASK: ${task}`),
            )
            .map(({ text }) => text)
        expect(asked('STUDENTS').join('')).not.toContain('feature_courses.py')
        expect(asked('COURSES').some((text) => text.includes('feature_students.py'))).toBe(true)
        expect(asked('TEACHERS').some((text) => text.includes('feature_courses.py'))).toBe(true)
      }

      expect(results.totals.all.calls).toBe(calls.length)
      expect(results.totals.all.input_tokens).toBe(sum(calls, 'gen_ai.usage.input_tokens'))
      expect(results.totals.all.output_tokens).toBe(sum(calls, 'gen_ai.usage.output_tokens'))
      expect(await readFile(join(paths.analysis, 'report.html'), 'utf8')).toContain(
        'not evidence about frameworks',
      )
    },
  )
})

test(
  'with the first step disabled and the other two swapped, execution follows the YAML and ids are kept',
  { timeout: 600_000 },
  async () => {
    const { paths, records, calls } = await travel(
      'swapped',
      { frameworks: ['direct', 'self-refine'], runs: 1 },
      ([first, second, third, ...rest]) => {
        for (const step of [first, ...rest]) step?.set('enabled', false)
        return [first, third, second, ...rest].filter((step) => step !== undefined)
      },
    )
    expect(records).toHaveLength(2)
    for (const record of records) {
      expect(record.outcome).toBe('completed')
      expect(record.steps.map(({ id, name, execution_index }) => [id, name, execution_index])).toEqual([
        [3, 'Teacher CRUD', 1],
        [2, 'Course CRUD', 2],
      ])
      const artifacts = await filesBelow(paths.run(record.framework, record.run).artifacts)
      expect(artifacts).toEqual(expect.arrayContaining(['feature_teachers.py', 'feature_courses.py']))
      expect(artifacts).not.toContain('feature_students.py')
    }
    for (const call of calls) expect(call.execution_index).toBe(call.step === 3 ? 1 : 2)
  },
)
/** What a framework makes of the step of a resource, where it is not the file that the scripted model means. */
const PRODUCTS: Record<string, (resource: string) => string> = {
  baes: (resource) => `app/routes/${resource}_routes.py`,
}

const others = await installedFrameworks()

test.for(others)(
  'the real %s goes the first two steps on the model, temperature and seed of the experiment',
  { timeout: 600_000 },
  async (id) => {
    const { paths, records, calls, results, seen } = await travel(
      `two_steps_${id}`,
      { frameworks: [id], runs: 1 },
      ([first, second, ...rest]) => {
        for (const step of rest) step.set('enabled', false)
        return [first, second, ...rest].filter((step) => step !== undefined)
      },
    )
    expect(records.map(({ outcome, reason }) => ({ outcome, reason }))).toEqual([
      { outcome: 'completed', reason: null },
    ])
    expect(calls.length).toBeGreaterThan(0)
    for (const call of calls)
      expect(call).toMatchObject({
        sent_model: MODEL,
        sent_temperature: TEMPERATURE,
        // Only this API has one.
        sent_seed: call.path === '/v1/chat/completions' ? SEED : null,
      })
    expect(results.totals.all.calls).toBe(calls.length)
    const artifacts = await filesBelow(paths.run(id, 1).artifacts)
    for (const resource of ['student', 'course'])
      expect(artifacts).toContain(PRODUCTS[id]?.(resource) ?? `feature_${resource}s.py`)
    const asked = seen.filter(({ prompt }) => prompt.startsWith('TASK: COURSES')).map(({ text }) => text)
    expect(asked.some((text) => /student/i.test(text))).toBe(true)
  },
)

/** But ghspec, which goes further above. */
async function installedFrameworks(): Promise<string[]> {
  const installed: string[] = []
  for (const id of adapterIds().filter((other) => other !== 'ghspec')) {
    const { installation } = await loadAdapter(id)
    if (!installation) continue
    const [fault] = await installation.check(installDir(id))
    if (fault === undefined) installed.push(id)
    else
      console.log(
        `skipped: the first two steps with the real ${id}; ${fault} Install: devbench frameworks install ${id}`,
      )
  }
  return installed
}

/** Runs an experiment and keeps the messages of every request as they reached the model. */
async function runAndWatch(paths: ExperimentPaths): Promise<Seen[]> {
  const seen: Seen[] = []
  const plan = await planExperiment(paths, { env: process.env })
  for (const arm of plan.arms) {
    const { scripted } = arm.loaded
    arm.loaded = {
      ...arm.loaded,
      scripted: (request) => {
        seen.push({
          framework: arm.id,
          prompt: request.prompt,
          text: request.messages.map(({ text }) => text).join('\n'),
        })
        return scripted(request)
      },
    }
  }
  expect(await runExperiment(plan, { signal: new AbortController().signal, emit: () => {} })).toBe('max_runs')
  return seen
}

interface Seen {
  framework: string
  prompt: string
  text: string
}

interface Journey {
  /** What the model was asked. */
  seen: Seen[]
  paths: ExperimentPaths
  records: RunRecord[]
  calls: LlmCall[]
  results: Results
}

async function callsOf(paths: ExperimentPaths, { framework, run }: RunRecord): Promise<LlmCall[]> {
  const calls: LlmCall[] = []
  for await (const line of readJsonLines(paths.run(framework, run).llmCalls)) calls.push(LlmCall.parse(line))
  return calls
}

const sum = (
  calls: readonly LlmCall[],
  field: 'gen_ai.usage.input_tokens' | 'gen_ai.usage.output_tokens',
): number => calls.reduce((total, call) => total + (call[field] ?? Number.NaN), 0)
