import type { LlmCall } from '@genai-devbench/schema'
import { describe, expect, test } from 'vitest'
import { REAL_KEY, anthropicClient, openAiClient, openGateway, post, until } from '../support/gateway.ts'
import { type Received, sendEvents, sendJson, startUpstream } from '../support/upstream.ts'
import type { WireAnswer, WireCase } from '../support/wire/case.ts'
import { WIRE_CASES } from '../support/wire/cases.ts'

const upstreamOf = (answer: WireAnswer) =>
  startUpstream((response) =>
    answer.kind === 'plain'
      ? sendJson(response, answer.json, answer.status)
      : sendEvents(response, ...answer.events),
  )

const requested = ({ url, body }: Received) => `${url} ${body.toString()}`

const clients = (baseUrl: string, apiKey: string) => ({
  openai: openAiClient(baseUrl, apiKey),
  anthropic: anthropicClient(baseUrl, apiKey),
})

/** What the record is to say of an answer from which this was learnt. */
function recorded({ facts, counted }: WireCase): Partial<LlmCall> {
  const { model, finishReasons, usage, isUsageSoFar, error } = facts
  const whole = isUsageSoFar ? null : usage
  // What was counted at the beginning is known also when the end does not come.
  return {
    status: 200,
    error,
    'gen_ai.response.model': model,
    'gen_ai.response.finish_reasons': finishReasons,
    'gen_ai.usage.input_tokens': usage?.input ?? counted?.input ?? null,
    'gen_ai.usage.output_tokens': whole?.output ?? counted?.output ?? null,
    'gen_ai.usage.cache_read.input_tokens': usage?.cached ?? null,
    'gen_ai.usage.cache_creation.input_tokens': usage?.cacheWrite ?? null,
    ...(usage?.cacheWriteHour && { cache_creation_hour_tokens: usage.cacheWriteHour }),
    'gen_ai.usage.reasoning.output_tokens': whole?.reasoning ?? null,
    usage_source: whole !== null ? 'measured' : counted ? 'estimated' : 'unavailable',
  }
}

describe('an official client makes of an answer through the gateway what it makes of it without', () => {
  test.each(WIRE_CASES)('$title', async (wireCase) => {
    const { answer, ask, facts, api, path } = wireCase
    await using upstream = await upstreamOf(answer)
    const direct = await ask(clients(upstream.baseUrl, REAL_KEY))
    if (facts.error === null) expect(JSON.stringify(direct)).not.toContain('"threw"')
    const asked = upstream.received.splice(0)
    await using gateway = await openGateway({ baseUrl: upstream.baseUrl })
    const { baseUrl, apiKey } = gateway.session
    expect(await ask(clients(baseUrl, apiKey))).toEqual(direct)
    expect(upstream.received.map(requested)).toEqual(asked.map(requested))
    expect(JSON.stringify(upstream.received)).not.toContain(apiKey)
    await until(() => gateway.calls.length === asked.length)
    for (const call of gateway.calls) {
      expect(call).toMatchObject({
        ...recorded(wireCase),
        path: `/v1${path}`,
        stream: answer.kind === 'streamed',
        mutations: [],
        'gen_ai.operation.name': api.operation,
      })
    }

    const { body: bytes } = asked[0]!
    const [through, straight] = await Promise.all([
      post(gateway.session, bytes, {}, path),
      post({ baseUrl: upstream.baseUrl, apiKey: REAL_KEY }, bytes, {}, path),
    ])
    expect(through.body.equals(straight.body)).toBe(true)
    for (const name of ['content-type', 'content-length'])
      expect(through.headers[name]).toBe(straight.headers[name])
  })
})
