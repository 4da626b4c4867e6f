import type { ServerResponse } from 'node:http'
import { describe, expect, test } from 'vitest'
import type { Provider } from '../../src/index.ts'
import { openGateway, until } from '../support/gateway.ts'
import { limited } from '../support/limited.ts'
import { ManualClock } from '../support/manual-clock.ts'
import { COMPLETION, type Received, sendJson, startUpstream } from '../support/upstream.ts'

const numbered = (user: number, more: object = {}) => JSON.stringify({ user: String(user), ...more })
const usersOf = (received: readonly Received[]) =>
  received.map(({ body }) => Number((JSON.parse(body.toString()) as { user: string }).user))

const good = (response: ServerResponse) => sendJson(response, COMPLETION)

async function limitedGateway(
  answer: (response: ServerResponse, received: Received) => unknown,
  limits: Parameters<typeof limited>[2],
) {
  const clock = new ManualClock()
  const upstream = await startUpstream(answer)
  const provider = limited(upstream.baseUrl, clock, limits)
  let arrived = 0
  const counted: Provider = {
    ...provider,
    send(request, receiver) {
      arrived++
      return provider.send(request, receiver)
    },
  }
  const gateway = await openGateway({ provider: counted })
  return {
    clock,
    /** Calls that have come as far as the limits. */
    arrived: () => arrived,
    upstream,
    gateway,
    async [Symbol.asyncDispose]() {
      await gateway[Symbol.asyncDispose]()
      await upstream[Symbol.asyncDispose]()
    },
  }
}

describe('requests per minute', () => {
  test('lets the rest wait, first come, first served, and says how long', async () => {
    await using setup = await limitedGateway(good, { rate_limit: { requests_per_minute: 2 } })
    const { clock, upstream, gateway } = setup
    await gateway.post(numbered(1))
    clock.advance(10_000)
    await gateway.post(numbered(2))
    const asked = []
    for (const user of [3, 4, 5]) {
      asked.push(gateway.post(numbered(user)))
      await until(() => setup.arrived() === user)
    }
    expect(clock.waits).toEqual([50_000])
    clock.advance(50_000)
    await asked[0]
    expect(clock.waits).toEqual([10_000])
    clock.advance(10_000)
    await asked[1]
    clock.advance(50_000)
    await asked[2]
    expect(usersOf(upstream.received)).toEqual([1, 2, 3, 4, 5])
    expect(gateway.calls.map(({ waited_ms }) => waited_ms)).toEqual([0, 0, 50_000, 60_000, 110_000])
  })

  test('counts every attempt of a call', async () => {
    let failures = 1
    const answer = (response: ServerResponse) =>
      failures-- > 0 ? sendJson(response, { error: {} }, 503) : good(response)
    await using setup = await limitedGateway(answer, {
      rate_limit: { requests_per_minute: 1 },
      retry: { max_attempts: 2 },
    })
    const { clock, gateway } = setup
    const asked = gateway.post('{}')
    await until(() => clock.waits.length === 1)
    clock.advance(1000)
    await until(() => clock.waits.length === 1)
    expect(clock.waits).toEqual([59_000])
    clock.advance(59_000)
    expect((await asked).status).toBe(200)
    expect(gateway.calls[0]!.attempts.map(({ waited_ms }) => waited_ms)).toEqual([0, 60_000])
  })
})

describe('tokens per minute', () => {
  test('counts what calls may take, and what they took once that is known', async () => {
    await using setup = await limitedGateway(good, { rate_limit: { tokens_per_minute: 5000 } })
    const { clock, upstream, gateway } = setup
    // Expected: 4000 and its own length; taken: 1234.
    await gateway.post(numbered(1, { max_tokens: 4000 }))
    await gateway.post(numbered(2, { max_tokens: 3000 }))
    expect(clock.waits).toEqual([])
    const third = gateway.post(numbered(3, { max_tokens: 3000 }))
    await until(() => clock.waits.length === 1)
    expect(upstream.received).toHaveLength(2)
    clock.advance(60_000)
    await third
    expect(upstream.received).toHaveLength(3)
  })

  test('lets a call that is larger than a minute through when nothing else was sent in it', async () => {
    await using setup = await limitedGateway(good, { rate_limit: { tokens_per_minute: 100 } })
    const { clock, upstream, gateway } = setup
    await gateway.post(numbered(1))
    expect(upstream.received).toHaveLength(1)
    const second = gateway.post(numbered(2))
    await until(() => clock.waits.length === 1)
    expect(clock.waits).toEqual([60_000])
    clock.advance(60_000)
    await second
  })

  test('forgets a call that failed', async () => {
    const answer = (response: ServerResponse) => sendJson(response, { error: {} }, 400)
    await using setup = await limitedGateway(answer, { rate_limit: { tokens_per_minute: 5000 } })
    for (let call = 0; call < 3; call++) {
      expect((await setup.gateway.post('{"max_tokens":4000}')).status).toBe(400)
    }
  })
})

test('no more calls than allowed are at the provider at the same time', async () => {
  const held: ServerResponse[] = []
  await using setup = await limitedGateway((response) => held.push(response), { max_concurrency: 2 })
  const { gateway, upstream } = setup
  const asked = Array.from({ length: 5 }, (_, index) => gateway.post(numbered(index)))
  for (let answered = 0; answered < 5; answered++) {
    await until(() => upstream.received.length === Math.min(5, answered + 2))
    good(held[answered]!)
    await until(() => gateway.calls.length === answered + 1)
    expect(upstream.received.length).toBeLessThanOrEqual(answered + 1 + 2)
  }
  for (const answer of asked) expect((await answer).status).toBe(200)
})

describe('a 429', () => {
  const once = (headers: Record<string, string>) => {
    let isFirst = true
    return (response: ServerResponse) => {
      if (!isFirst) return good(response)
      isFirst = false
      for (const [name, value] of Object.entries(headers)) response.setHeader(name, value)
      sendJson(response, { error: { message: 'slow down' } }, 429)
    }
  }

  test.each([
    ['seconds', { 'retry-after': '20' }, 20_000],
    ['a date', { 'retry-after': 'Thu, 01 Jan 2026 00:00:20 GMT' }, 20_000],
    ['milliseconds', { 'retry-after-ms': '1500' }, 1500],
    ['a reset', { 'x-ratelimit-reset-requests': '12s', 'x-ratelimit-remaining-requests': '0' }, 12_000],
  ])('holds back all calls until then: %s', async (_title, headers, wait) => {
    await using setup = await limitedGateway(once(headers), {})
    const { clock, gateway, upstream } = setup
    // The framework gets the refusal itself: what it makes of it is its own affair.
    expect((await gateway.post('{}')).status).toBe(429)
    const next = [gateway.post('{}'), gateway.post('{}')]
    await until(() => setup.arrived() === 3)
    expect(clock.waits).toEqual([wait])
    expect(upstream.received).toHaveLength(1)
    clock.advance(wait)
    for (const answer of next) expect((await answer).status).toBe(200)
    expect(gateway.calls.map(({ waited_ms }) => waited_ms)).toEqual([0, wait, wait])
  })

  test.each([
    ['no time', {}],
    ['more time than calls may wait', { 'retry-after': '86400' }],
  ])('that names %s holds back nothing', async (_title, headers) => {
    await using setup = await limitedGateway(once(headers), {})
    expect((await setup.gateway.post('{}')).status).toBe(429)
    expect((await setup.gateway.post('{}')).status).toBe(200)
    expect(setup.clock.waits).toEqual([])
  })
})

test('a session that is closed while its calls wait for a rate records them as never sent', async () => {
  await using setup = await limitedGateway(good, { rate_limit: { requests_per_minute: 1 } })
  const { clock, gateway, upstream } = setup
  await gateway.post('{}')
  const waiting = gateway.post('{}').catch((error: Error) => error.message)
  await until(() => clock.waits.length === 1)
  clock.advance(100)
  await gateway.session.close()
  expect(await waiting).toBe('socket hang up')
  expect(upstream.received).toHaveLength(1)
  expect(clock.waits).toEqual([])
  expect(gateway.calls[1]).toMatchObject({
    status: null,
    error: 'the session was closed during the call',
    waited_ms: 100,
    attempts: [],
    'gen_ai.usage.input_tokens': 0,
  })
})
