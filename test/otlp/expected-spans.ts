import type { LlmCall } from '@genai-devbench/schema'
import { type ExperimentPaths, readCalls } from '@genai-devbench/store'
import { expect } from 'vitest'
import { runRecord } from '../support/devbench.ts'
import type { ReceivedSpan } from './receiver.ts'

/** That the spans are one trace, which says of a run with one step what is on disk of it, and no more. */
export async function expectTraceOf(
  spans: readonly ReceivedSpan[],
  paths: ExperimentPaths,
  framework: string,
  run: number,
): Promise<void> {
  const record = await runRecord(paths, framework, run)
  const calls = await readCalls(paths.run(framework, run))
  const step = record.steps[0]!
  expect(new Set(spans.map(({ traceId }) => traceId)).size).toBe(1)
  const top = `run ${framework}`
  const below = `${top} > step ${step.name}`
  expect(namesWithParents(spans)).toEqual(
    [
      top,
      below,
      ...step.phases.map(({ phase }) => `${below} > phase ${phase}`),
      ...calls.map((call) => `${below} > phase ${call.phase} > chat ${call['gen_ai.request.model']}`),
    ].toSorted(),
  )
  expect(spans.find(({ name }) => name === top)).toMatchObject({
    kind: 'SPAN_KIND_INTERNAL',
    start: nanoseconds(record.started_at),
    end: nanoseconds(record.ended_at),
    attributes: {
      'devbench.experiment': record.experiment,
      'devbench.run': run,
      'devbench.attempt': record.attempt,
      'devbench.seed': record.seed,
      'devbench.outcome': record.outcome,
      'devbench.usage.calls': record.totals.usage.calls,
      'devbench.usage.input_tokens': record.totals.usage.input_tokens,
    },
    resource: { 'service.name': 'genai-devbench', 'service.version': record.toolkit_version },
  })
  expect(spans.find(({ name }) => name === `step ${step.name}`)).toMatchObject({
    start: nanoseconds(step.started_at),
    end: nanoseconds(step.ended_at),
    attributes: {
      'devbench.step.id': step.id,
      'devbench.step.outcome': step.outcome,
      'devbench.usage.output_tokens': step.usage.output_tokens,
    },
  })
  for (const { phase, usage } of step.phases) {
    expect(spans.find(({ name }) => name === `phase ${phase}`)?.attributes).toMatchObject({
      'devbench.usage.calls': usage.calls,
      'devbench.usage.input_tokens': usage.input_tokens,
      'devbench.usage.output_tokens': usage.output_tokens,
    })
  }
  for (const call of calls) {
    const own = spans.find(({ attributes }) => attributes['devbench.call.id'] === call.id)
    expectCall(own, call)
  }
}

function expectCall(span: ReceivedSpan | undefined, call: LlmCall): void {
  const conventional = Object.entries(call).filter(
    ([name, value]) => name.startsWith('gen_ai.') && value !== null && !isEmpty(value),
  )
  expect(span).toMatchObject({
    kind: 'SPAN_KIND_CLIENT',
    start: nanoseconds(call.started_at),
    attributes: {
      ...Object.fromEntries(conventional),
      'gen_ai.request.seed': call.sent_seed,
      'http.response.status_code': call.status,
      'devbench.step.id': call.step,
      'devbench.phase': call.phase,
    },
  })
  expect(Number(span!.end - span!.start) / 1e6).toBeCloseTo(call.duration_ms, 2)
}

const isEmpty = (value: unknown): boolean => Array.isArray(value) && value.length === 0

/** `run x > step y > ...` of every span, sorted. */
function namesWithParents(spans: readonly ReceivedSpan[]): string[] {
  const byId = new Map(spans.map((span) => [span.spanId, span]))
  const path = ({ name, parentSpanId }: ReceivedSpan): string => {
    const parent = byId.get(parentSpanId)
    if (parentSpanId !== '' && parent === undefined) throw new Error(`${name} has a parent that was not sent`)
    return parent === undefined ? name : `${path(parent)} > ${name}`
  }
  return spans.map(path).toSorted()
}

const nanoseconds = (timestamp: string | null): bigint => BigInt(Date.parse(timestamp ?? '')) * 1_000_000n
