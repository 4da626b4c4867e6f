import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { LlmCall } from '@genai-devbench/schema'
import { type ExperimentPaths, experimentPaths } from '@genai-devbench/store'

/** Noon of the day of all tests. */
export const NOON = Date.parse('2026-01-01T12:00:00Z')
export const MINUTE = 60_000

/** A call that was answered: 10 tokens in, 5 out, in ten seconds; unless told otherwise. `at` in milliseconds since 1970. */
export function call(at: number, changes: Partial<LlmCall> = {}): LlmCall {
  return LlmCall.parse({
    id: `call_${at}`,
    framework: 'direct',
    run: 1,
    attempt: 1,
    step: 1,
    execution_index: 1,
    phase: 'generate',
    started_at: new Date(at).toISOString(),
    duration_ms: 10_000,
    time_to_first_byte_ms: 100,
    path: '/v1/chat/completions',
    stream: false,
    status: 200,
    error: null,
    mutations: [],
    'gen_ai.operation.name': 'chat',
    'gen_ai.provider.name': 'openai',
    'gen_ai.request.model': 'gpt-4o',
    sent_model: 'gpt-4o',
    sent_temperature: null,
    sent_seed: null,
    'gen_ai.response.model': 'gpt-4o-2024-08-06',
    'gen_ai.response.finish_reasons': ['stop'],
    'gen_ai.usage.input_tokens': 10,
    'gen_ai.usage.output_tokens': 5,
    'gen_ai.usage.cache_read.input_tokens': 0,
    'gen_ai.usage.cache_creation.input_tokens': 0,
    'gen_ai.usage.reasoning.output_tokens': 0,
    usage_source: 'measured',
    usage_reason: null,
    cost_picousd: null,
    cost_reason: 'not of interest here',
    ...changes,
  })
}

export interface Experiment extends AsyncDisposable {
  paths: ExperimentPaths
  /** Writes a file beside the experiment's; returns its path. */
  write(name: string, content: unknown): Promise<string>
}

/** An experiment on disk, with calls of one run and of an attempt of it that does not count. */
export async function experimentWith(
  calls: readonly LlmCall[],
  abandoned: readonly LlmCall[] = [],
): Promise<Experiment> {
  const root = await mkdtemp(join(tmpdir(), 'reconciliation-test-'))
  const paths = experimentPaths(root)
  const write = async (name: string, content: unknown): Promise<string> => {
    const path = join(root, name)
    await mkdir(dirname(path), { recursive: true })
    await writeFile(path, typeof content === 'string' ? content : JSON.stringify(content))
    return path
  }
  const lines = (of: readonly LlmCall[]): string => of.map((one) => `${JSON.stringify(one)}\n`).join('')
  await mkdir(paths.meta)
  await write('runs/direct/run_001/llm_calls.jsonl', lines(calls))
  await write('runs/direct/run_001/attempts/1/llm_calls.jsonl', lines(abandoned))
  return { paths, write, [Symbol.asyncDispose]: () => rm(root, { recursive: true, force: true }) }
}
