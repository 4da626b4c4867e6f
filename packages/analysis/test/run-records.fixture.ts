import {
  ExperimentConfig,
  NO_USAGE,
  RunRecord,
  type StepRecord,
  type Usage,
  sumUsage,
  unmeasured,
} from '@genai-devbench/schema'

/** Run records and a config for tests: small sketches, filled in to what the toolkit would have written. */

export interface UsageSketch {
  calls?: number
  estimated?: number
  input?: number | null
  output?: number | null
  picousd?: number | null
}

export interface StepSketch {
  id: number
  name?: string
  outcome?: StepRecord['outcome']
  reason?: string
  seconds?: number
  phases?: Record<string, UsageSketch>
  /** For each question, the name of the text that answered it. */
  questions?: (string | null)[]
}

export interface RunSketch extends Partial<
  Pick<
    RunRecord,
    'framework' | 'adapter' | 'outcome' | 'provider' | 'identity' | 'config_sha256' | 'ended_at'
  >
> {
  run: number
  steps?: StepSketch[]
  abandoned?: UsageSketch[]
}

export const TOKENS_REASON = 'the provider reported no usage'
export const COST_REASON = 'no price is known for test-model'

export function usage({
  calls = 1,
  estimated = 0,
  input = 100,
  output = 10,
  picousd = null,
}: UsageSketch = {}): Usage {
  return {
    ...NO_USAGE,
    calls,
    estimated_calls: estimated,
    input_tokens: input,
    output_tokens: output,
    tokens_reason: input === null || output === null ? TOKENS_REASON : null,
    cost_picousd: picousd,
    cost_reason: picousd === null ? COST_REASON : null,
    model_ms: calls * 1500,
  }
}

/** A run of one passed step with one call, unless the sketch says otherwise. */
export function runRecord({
  run,
  steps = [{ id: 1 }],
  abandoned = [],
  outcome,
  ...rest
}: RunSketch): RunRecord {
  const records = steps.map((step, index) => stepRecord(step, index + 1))
  const stopped = records.find((step) => step.outcome !== 'passed')
  return RunRecord.parse({
    schema_version: 1,
    experiment: 'sketch',
    framework: 'alpha',
    adapter: rest.framework ?? 'alpha',
    run,
    attempt: abandoned.length + 1,
    seed: run,
    block_position: 1,
    model: 'test-model',
    provider: 'openai',
    config_sha256: 'c'.repeat(64),
    toolkit_version: '0.1.0',
    identity: { part: '1.0.0' },
    host: { platform: 'linux', arch: 'x64', node: '20.19.0', cpus: 4, memory_bytes: 8 * 2 ** 30 },
    isolation: { mode: 'none', reason: 'sketched' },
    started_at: `2026-01-01T00:${String(run).padStart(2, '0')}:00.000Z`,
    ended_at: `2026-01-01T00:${String(run).padStart(2, '0')}:30.000Z`,
    outcome: outcome ?? (stopped ? 'failed' : 'completed'),
    reason: stopped ? `step ${stopped.id} (${stopped.name}): ${stopped.reason}` : null,
    steps: records,
    totals: {
      wall_ms: records.reduce((sum, { wall_ms }) => sum + wall_ms, 0),
      usage: sumUsage(records.map((step) => step.usage)),
      resources: unmeasured('sketched'),
    },
    abandoned_attempts: abandoned.map((sketch, index) => ({
      attempt: index + 1,
      outcome: 'infrastructure',
      reason: 'the provider answered 503',
      usage: usage(sketch),
    })),
    ...rest,
  } satisfies RunRecord)
}

function stepRecord(
  {
    id,
    name = `Step ${id}`,
    outcome = 'passed',
    reason = 'it did not work',
    seconds = 10,
    phases = { generate: {} },
    questions = [],
  }: StepSketch,
  executionIndex: number,
): StepRecord {
  const ran =
    outcome === 'skipped'
      ? []
      : Object.entries(phases).map(([phase, sketch]) => ({ phase, usage: usage(sketch) }))
  return {
    id,
    name,
    execution_index: executionIndex,
    prompt_sha256: 'b'.repeat(64),
    outcome,
    reason: outcome === 'passed' ? null : reason,
    started_at: outcome === 'skipped' ? null : '2026-01-01T00:00:00.000Z',
    ended_at: outcome === 'skipped' ? null : '2026-01-01T00:00:10.000Z',
    wall_ms: outcome === 'skipped' ? 0 : seconds * 1000,
    usage: sumUsage(ran.map((phase) => phase.usage)),
    phases: ran,
    interventions: questions.map((answer) => ({
      time: '2026-01-01T00:00:05.000Z',
      question: 'Which one?',
      answer,
      answer_sha256: answer === null ? null : 'a'.repeat(64),
    })),
    resources: unmeasured('sketched'),
  }
}

/** A run with so many tokens in all. */
export const runOfTokens = (framework: string, run: number, tokens: number): RunRecord =>
  runRecord({ framework, run, steps: [{ id: 1, phases: { generate: { input: tokens - 1, output: 1 } } }] })

export function experimentConfig(changes: Record<string, unknown> = {}): ExperimentConfig {
  return ExperimentConfig.parse({
    name: 'sketch',
    model: 'test-model',
    seed: 7,
    frameworks: ['alpha', 'beta'],
    llm: { provider: 'openai' },
    steps: [{ id: 1, enabled: true, name: 'Step 1', prompt_file: 'prompts/01.txt' }],
    timeout: { per_step: 60, total: 600 },
    stopping: { mode: 'fixed', max_runs: 5 },
    acceptance: { when: 'never' },
    metrics: { primary: ['tokens_total', 'wall_seconds', 'success'] },
    ...changes,
  })
}
