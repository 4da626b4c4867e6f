import { appendFile, readFile } from 'node:fs/promises'
import { existsSync } from 'node:fs'
import type { LlmCall } from '@genai-devbench/schema'
import { readCallLog, settleCallLog, usageOfTry } from '@genai-devbench/store'
import { expect, test } from 'vitest'
import { Experiment } from './experiment.fixture.ts'

function call(id: string, tokens: number | null): LlmCall {
  return {
    id,
    framework: 'direct',
    run: 1,
    attempt: 1,
    step: 1,
    execution_index: 1,
    phase: 'generate',
    started_at: '2026-01-01T00:00:00.000Z',
    duration_ms: 1,
    waited_ms: 0,
    attempts: [],
    reserved_tokens: 100,
    reserved_picousd: null,
    time_to_first_byte_ms: null,
    path: '/v1/chat/completions',
    stream: false,
    status: null,
    error: tokens === null ? 'the runner was killed during the call' : null,
    mutations: [],
    'gen_ai.operation.name': 'chat',
    'gen_ai.provider.name': 'scripted',
    'gen_ai.request.model': null,
    sent_model: null,
    sent_temperature: null,
    sent_seed: null,
    'gen_ai.response.model': null,
    'gen_ai.response.finish_reasons': [],
    'gen_ai.usage.input_tokens': tokens,
    'gen_ai.usage.output_tokens': tokens,
    'gen_ai.usage.cache_read.input_tokens': tokens,
    'gen_ai.usage.cache_creation.input_tokens': tokens,
    'gen_ai.usage.reasoning.output_tokens': tokens,
    usage_source: tokens === null ? 'unavailable' : 'measured',
    usage_reason: tokens === null ? 'cut off before the provider reported the usage' : null,
    cost_picousd: tokens,
    cost_reason: tokens === null ? 'cut off' : null,
  }
}

const lines = (...calls: LlmCall[]): string => calls.map((one) => `${JSON.stringify(one)}\n`).join('')

/** A try of a run with these two logs. */
async function tryWith(log: string, begun?: string) {
  const experiment = await Experiment.make()
  const paths = experiment.paths.run('direct', 1)
  await experiment.write('runs/direct/run_001/llm_calls.jsonl', log)
  if (begun !== undefined) await experiment.write('runs/direct/run_001/llm_calls_begun.jsonl', begun)
  return { paths, [Symbol.asyncDispose]: () => experiment[Symbol.asyncDispose]() }
}

const ids = (calls: LlmCall[]): string[] => calls.map(({ id }) => id)

test('a call that was begun and whose end nobody saw counts, and its usage is not known', async () => {
  await using tried = await tryWith(lines(call('a', 5)), lines(call('a', null), call('b', null)))
  expect(ids((await readCallLog(tried.paths)).calls)).toEqual(['a', 'b'])
  expect(await usageOfTry(tried.paths)).toMatchObject({
    calls: 2,
    input_tokens: null,
    tokens_reason: 'cut off before the provider reported the usage',
  })
})

test('one that was sent twice counts once, with what was set aside for it in the end', async () => {
  const again = { ...call('a', null), reserved_tokens: 200 }
  await using tried = await tryWith('', lines(call('a', null), again))
  expect((await readCallLog(tried.paths)).calls).toEqual([again])
})

test('settled, it is a line of the log; settled again, nothing changes', async () => {
  await using tried = await tryWith(lines(call('a', 5)), lines(call('a', null), call('b', null)))
  await settleCallLog(tried.paths)
  expect(existsSync(tried.paths.begunCalls)).toBe(false)
  const settled = await readFile(tried.paths.llmCalls, 'utf8')
  expect(settled).toBe(lines(call('a', 5), call('b', null)))
  await settleCallLog(tried.paths)
  expect(await readFile(tried.paths.llmCalls, 'utf8')).toBe(settled)
})

test('a damaged line is the call that was begun; the log is written again and kept as it was', async () => {
  const torn = lines(call('a', 5)) + lines(call('b', 7)).slice(0, 90)
  await using tried = await tryWith(torn, lines(call('a', null), call('b', null)))
  expect(await readCallLog(tried.paths)).toMatchObject({ damagedLines: 0 })
  await settleCallLog(tried.paths)
  expect(await readFile(tried.paths.llmCalls, 'utf8')).toBe(lines(call('a', 5), call('b', null)))
  expect(await readFile(`${tried.paths.llmCalls}.damaged`, 'utf8')).toBe(torn)
})

test('a damaged line of which nothing else is known is a call without known usage', async () => {
  await using tried = await tryWith(lines(call('a', 5)))
  await appendFile(tried.paths.llmCalls, '{"id": "b", "fra\n')
  expect(await usageOfTry(tried.paths)).toMatchObject({
    calls: 2,
    input_tokens: null,
    tokens_reason: 'a line of llm_calls.jsonl is damaged',
  })
})
