import { SpanStatusCode } from '@opentelemetry/api'
import { expect, test } from 'vitest'
import { type Attempt, runSpans } from '../src/run-spans.ts'
import { llmCall, runRecord } from './attempt.fixture.ts'

const ORIGIN = { experimentId: 'an-experiment', server: undefined }

/** Spans by name, with what the tests ask of them. */
function spansOf(attempt: Attempt, origin = ORIGIN) {
  const spans = runSpans(attempt, origin).map(
    ({ name, spanContext, parentSpanContext, startTime, endTime, status, attributes }) => ({
      name,
      id: spanContext().spanId,
      traceId: spanContext().traceId,
      parent: parentSpanContext?.spanId,
      startTime,
      endTime,
      status,
      attributes,
    }),
  )
  const named = (name: string) => {
    const found = spans.find((span) => span.name === name)
    if (!found) throw new Error(`no span ${name} among ${spans.map((span) => span.name).join(', ')}`)
    return found
  }
  return { spans, named }
}

test('a call has the attributes of the conventions, and the rest of its line under names of our own', () => {
  const call = llmCall({ stream: true, mutations: [{ field: 'seed', from: 'a text', to: 7 }] })
  const { named } = spansOf({ record: runRecord(), calls: [call] })
  const { attributes, startTime, endTime } = named('chat gpt-4o')
  expect(attributes).toEqual({
    'devbench.experiment': 'fixture',
    'devbench.framework': 'direct',
    'devbench.run': 1,
    'devbench.attempt': 1,
    'devbench.step.id': 1,
    'devbench.phase': 'generate',
    'gen_ai.operation.name': 'chat',
    'gen_ai.provider.name': 'openai',
    'gen_ai.request.model': 'gpt-4o',
    'gen_ai.request.temperature': 0.5,
    'gen_ai.request.seed': 7,
    'gen_ai.request.stream': true,
    'gen_ai.response.model': 'gpt-4o-2026',
    'gen_ai.response.finish_reasons': ['stop'],
    'gen_ai.usage.input_tokens': 10,
    'gen_ai.usage.output_tokens': 5,
    'gen_ai.usage.cache_read.input_tokens': 0,
    'gen_ai.usage.cache_creation.input_tokens': 0,
    'gen_ai.usage.reasoning.output_tokens': 0,
    'http.response.status_code': 200,
    'devbench.call.id': 'one',
    'devbench.call.path': '/v1/chat/completions',
    'devbench.call.waited_ms': 0,
    'devbench.call.time_to_first_byte_ms': 200,
    'devbench.call.sent_model': 'gpt-4o',
    'devbench.call.usage_source': 'measured',
    'devbench.call.cost_picousd': 75_000_000,
    'devbench.call.attempts': 0,
    'devbench.call.mutations': ['seed'],
  })
  const seconds = Date.UTC(2026, 0, 1, 12, 0, 1) / 1000
  expect(startTime).toEqual([seconds, 0])
  expect(endTime).toEqual([seconds + 1, 250_000])
})

test('what is unknown has no attribute, and its reason stands beside', () => {
  const call = llmCall({
    'gen_ai.request.model': null,
    'gen_ai.usage.output_tokens': null,
    usage_source: 'unavailable',
    usage_reason: 'cut off',
  })
  const { named } = spansOf({ record: runRecord(), calls: [call] })
  const { attributes } = named('chat')
  expect(attributes).not.toHaveProperty('gen_ai.usage.output_tokens')
  expect(attributes).toMatchObject({ 'devbench.call.usage_reason': 'cut off' })
  expect(named('phase generate').attributes).toMatchObject({
    'devbench.usage.input_tokens': 10,
    'devbench.usage.tokens_reason': 'cut off',
  })
})

test('a phase lasts from its first call to the end of its last', () => {
  const calls = [
    llmCall({ id: 'last', started_at: '2026-01-01T12:00:05.000Z', duration_ms: 500 }),
    llmCall({ id: 'first', started_at: '2026-01-01T12:00:02.000Z', duration_ms: 4000 }),
  ]
  const { startTime, endTime } = spansOf({ record: runRecord(), calls }).named('phase generate')
  const noon = Date.UTC(2026, 0, 1, 12) / 1000
  expect([startTime, endTime]).toEqual([
    [noon + 2, 0],
    [noon + 6, 0],
  ])
})

test('an error without a status is of type _OTHER', () => {
  const call = llmCall({ status: null, error: 'connection refused' })
  const { attributes, status } = spansOf({ record: runRecord(), calls: [call] }).named('chat gpt-4o')
  expect(attributes['error.type']).toBe('_OTHER')
  expect(status).toEqual({ code: SpanStatusCode.ERROR, message: 'connection refused' })
})

test('of a replay no reason is sent: it may quote a request', () => {
  const record = runRecord({ replayed: true, outcome: 'infrastructure', reason: 'asked "the prompt"' })
  const calls = [llmCall({ status: 400, error: 'HTTP 400: asked "the prompt"', replayed: true })]
  const { spans, named } = spansOf({ record, calls })
  expect(named('run direct').status).toEqual({ code: SpanStatusCode.ERROR })
  expect(JSON.stringify(spans)).not.toContain('the prompt')
})

test('an attempt that was cut off ends with its last call, which hangs on the run where its step is not recorded', () => {
  const record = runRecord({ ended_at: null, outcome: null })
  const { named } = spansOf({ record, calls: [llmCall({ step: 2, started_at: '2026-01-01T12:00:20.000Z' })] })
  const root = named('run direct')
  expect(root).toMatchObject({
    endTime: named('chat gpt-4o').endTime,
    attributes: { 'error.type': 'cut_off' },
    status: { code: SpanStatusCode.ERROR, message: 'the runner was cut off' },
  })
  expect(named('phase generate').parent).toBe(root.id)
})

test('a skipped step has no span', () => {
  const [step] = runRecord().steps
  const skipped = { ...step!, id: 2, name: 'Second', outcome: 'skipped' as const, started_at: null }
  const { spans } = spansOf({ record: runRecord({ steps: [step!, skipped] }), calls: [] })
  expect(spans.map(({ name }) => name)).toEqual(['run direct', 'step First'])
})

test('ids stay the same for an attempt and differ between attempts, runs, frameworks and experiments', () => {
  const attempt = { record: runRecord(), calls: [llmCall()] }
  const { spans } = spansOf(attempt)
  expect(spansOf(attempt).spans).toEqual(spans)
  expect(new Set(spans.map(({ id }) => id)).size).toBe(spans.length)
  expect(spans[0]?.traceId).toMatch(/^[0-9a-f]{32}$/)
  const others = [{ attempt: 2 }, { run: 2 }, { framework: 'chatdev' }].map((parts) =>
    spansOf({ record: runRecord(parts), calls: [] }),
  )
  const elsewhere = spansOf(attempt, { ...ORIGIN, experimentId: 'another' })
  const traces = [...others, elsewhere].map((other) => other.spans[0]?.traceId)
  expect(new Set([spans[0]?.traceId, ...traces]).size).toBe(5)
})
