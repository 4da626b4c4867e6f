import { request as httpRequest, type ServerResponse } from 'node:http'
import { describe, expect, test } from 'vitest'
import { BudgetAccount } from '../../src/index.ts'
import { backoffMs } from '../../src/providers/backoff.ts'
import { REAL_KEY, openGateway, until } from '../support/gateway.ts'
import { limited } from '../support/limited.ts'
import { ManualClock } from '../support/manual-clock.ts'
import { COMPLETION, EVENTS, sendJson, startUpstream } from '../support/upstream.ts'

const RETRY = { max_attempts: 3 }

/** Answers in turn; the last one for all that follow. */
function inTurn(...answers: ((response: ServerResponse) => void)[]) {
  let count = 0
  return (response: ServerResponse) => answers[Math.min(count++, answers.length - 1)]!(response)
}

const good = (response: ServerResponse) => sendJson(response, COMPLETION)
const failing =
  (status: number, headers: Record<string, string> = {}, error: object = { message: `no ${REAL_KEY}` }) =>
  (response: ServerResponse) => {
    for (const [name, value] of Object.entries(headers)) response.setHeader(name, value)
    sendJson(response, { error }, status)
  }

async function gatewayOf(answer: (response: ServerResponse) => void, retry: object = RETRY) {
  const clock = new ManualClock()
  const upstream = await startUpstream(answer)
  const gateway = await openGateway({ provider: limited(upstream.baseUrl, clock, { retry }) })
  return {
    clock,
    upstream,
    gateway,
    async [Symbol.asyncDispose]() {
      await gateway[Symbol.asyncDispose]()
      await upstream[Symbol.asyncDispose]()
    },
  }
}

describe('a call that fails', () => {
  test.each([408, 429, 500, 502, 503, 504, 529])(
    'with %i is sent again, and every attempt is recorded',
    async (status) => {
      await using setup = await gatewayOf(inTurn(failing(status), failing(status), good))
      const { clock, gateway, upstream } = setup
      const answer = gateway.post('{"seed":1}')
      await until(() => clock.waits.length === 1)
      expect(clock.waits).toEqual([1000])
      clock.advance(1000)
      await until(() => clock.waits.length === 1)
      expect(clock.waits).toEqual([2000])
      clock.advance(2000)
      expect((await answer).status).toBe(200)
      expect(JSON.parse((await answer).body.toString())).toEqual(COMPLETION)
      expect(upstream.received.map(({ body }) => body.toString())).toEqual(
        Array.from({ length: 3 }, () => '{"seed":1}'),
      )
      expect(gateway.calls).toHaveLength(1)
      expect(gateway.calls[0]).toMatchObject({
        status: 200,
        error: null,
        waited_ms: 3000,
        usage_source: 'measured',
        'gen_ai.usage.input_tokens': 1200,
        attempts: [
          { status, error: `HTTP ${status}: no [key]`, waited_ms: 0 },
          { status, error: `HTTP ${status}: no [key]`, waited_ms: 1000 },
          { status: 200, error: null, waited_ms: 2000 },
        ],
      })
    },
  )

  test('to the end has its last failure passed on', async () => {
    await using setup = await gatewayOf(inTurn(failing(503), failing(529, { 'x-request-id': 'r2' })), {
      max_attempts: 2,
    })
    const { clock, gateway } = setup
    const asked = gateway.post('{}')
    await until(() => clock.waits.length === 1)
    clock.advance(1000)
    const answer = await asked
    expect(answer.status).toBe(529)
    expect(answer.headers['x-request-id']).toBe('r2')
    expect(JSON.parse(answer.body.toString())).toEqual({
      error: { message: `no ${'*'.repeat(REAL_KEY.length)}` },
    })
    expect(gateway.calls[0]!.attempts.map(({ status, error }) => [status, error])).toEqual([
      [503, 'HTTP 503: no [key]'],
      [529, 'HTTP 529'],
    ])
  })

  test.each<[string, (response: ServerResponse) => void]>([
    ['with 400', failing(400)],
    ['with 401', failing(401)],
    ['and the provider says not to try again', failing(500, { 'x-should-retry': 'false' })],
    ['and the provider asks for more patience than there is', failing(429, { 'retry-after': '61' })],
  ])('%s is not sent again', async (_title, answer) => {
    await using setup = await gatewayOf(answer)
    const { gateway, upstream } = setup
    const { status, body } = await gateway.post('{}')
    expect(status).toBeGreaterThanOrEqual(400)
    expect(JSON.parse(body.toString())).toHaveProperty('error')
    expect(upstream.received).toHaveLength(1)
    expect(gateway.calls[0]!.attempts).toHaveLength(1)
    expect(gateway.calls[0]).not.toHaveProperty('out_of_credit')
  })

  test.each([
    [429, { message: 'pay', type: 'insufficient_quota', code: null }],
    [429, { message: 'pay', type: 'insufficient_quota', code: 'credit_balance_exhausted' }],
    [429, { type: 'rate_limit_error', details: { error_code: 'enforced_spend_limit_reached' } }],
    [400, { type: 'invalid_request_error', message: 'Your credit balance is too low to access the API.' }],
    [402, { message: 'Insufficient Balance' }],
  ])('with %i for want of credit (%o) is not sent again, and its record says why', async (status, error) => {
    await using setup = await gatewayOf(failing(status, {}, error))
    const { gateway, upstream } = setup
    const answer = await gateway.post('{}')
    expect(answer.status).toBe(status)
    expect(JSON.parse(answer.body.toString())).toEqual({ error })
    expect(upstream.received).toHaveLength(1)
    expect(gateway.calls[0]).toMatchObject({ status, out_of_credit: true, attempts: [{ status }] })
  })

  test('waits as long as the provider asks', async () => {
    await using setup = await gatewayOf(inTurn(failing(429, { 'retry-after': '30' }), good))
    const { clock, gateway } = setup
    const asked = gateway.post('{}')
    await until(() => clock.waits.length === 1)
    expect(clock.waits).toEqual([30_000])
    clock.advance(30_000)
    expect((await asked).status).toBe(200)
    expect(gateway.calls[0]!.attempts[1]!.waited_ms).toBe(30_000)
  })

  test('is not sent again where the experiment asks for nothing: the framework sees it at once', async () => {
    await using setup = await gatewayOf(failing(503), {})
    const { gateway, upstream } = setup
    expect((await gateway.post('{}')).status).toBe(503)
    expect(upstream.received).toHaveLength(1)
    expect(gateway.calls[0]!.attempts).toMatchObject([{ status: 503, error: 'HTTP 503', waited_ms: 0 }])
  })
})

test('the wait is random, between nothing and a bound that doubles up to the longest', () => {
  const bounds = [1, 2, 3, 4, 5, 6, 7, 8].map((attempt) => backoffMs(attempt, 1000, 60_000, () => 1))
  expect(bounds).toEqual([1000, 2000, 4000, 8000, 16_000, 32_000, 60_000, 60_000])
  expect(backoffMs(4, 1000, 60_000, () => 0)).toBe(0)
  expect(backoffMs(4, 1000, 60_000, () => 0.25)).toBe(2000)
})

test('a provider that cannot be reached is tried again', async () => {
  const clock = new ManualClock()
  const provider = limited('http://127.0.0.1:1/v1', clock, { retry: RETRY })
  await using gateway = await openGateway({ provider })
  const asked = gateway.post('{}')
  for (const wait of [1000, 2000]) {
    await until(() => clock.waits.length === 1)
    expect(clock.waits).toEqual([wait])
    clock.advance(wait)
  }
  expect((await asked).status).toBe(502)
  const { attempts, ...call } = gateway.calls[0]!
  expect(attempts).toHaveLength(3)
  for (const { status, error } of attempts) {
    expect(status).toBeNull()
    expect(error).toContain('ECONNREFUSED')
  }
  expect(call).toMatchObject({ 'gen_ai.usage.input_tokens': 0, usage_source: 'measured' })
})

describe('a connection that breaks', () => {
  test('before any answer is tried again, and what the lost attempt took stays unknown', async () => {
    await using setup = await gatewayOf(inTurn((response) => response.destroy(), good))
    const { clock, gateway } = setup
    const asked = gateway.post('{}')
    await until(() => clock.waits.length === 1)
    clock.advance(1000)
    expect((await asked).status).toBe(200)
    expect(gateway.calls[0]).toMatchObject({
      'gen_ai.usage.input_tokens': null,
      usage_source: 'unavailable',
      usage_reason:
        'an earlier attempt reached the provider and brought no answer: what it used is not known',
      cost_picousd: null,
      attempts: [{ status: null }, { status: 200 }],
    })
  })

  test('and has no room in the budget for a second time is not', async () => {
    const account = new BudgetAccount('step', { tokens: 5000 })
    const clock = new ManualClock()
    await using upstream = await startUpstream((response) => response.destroy())
    await using gateway = await openGateway({
      provider: limited(upstream.baseUrl, clock, { retry: RETRY }),
      session: { budget: { accounts: [account], outputReserve: 4000, onExceeded: () => {} } },
    })
    await expect(gateway.post('{}')).rejects.toThrow('socket hang up')
    expect(upstream.received).toHaveLength(1)
    expect(account.spent.tokens).toBe(4001)
  })

  test('once an answer has begun is not: the client sees it break', async () => {
    await using setup = await gatewayOf((response) => {
      response.writeHead(200, { 'content-type': 'text/event-stream' })
      response.write(EVENTS[0])
      setTimeout(() => response.destroy(), 20)
    })
    const { gateway, upstream } = setup
    await expect(gateway.post('{"stream":true}')).rejects.toThrow('aborted')
    expect(upstream.received).toHaveLength(1)
    expect(gateway.calls[0]!.attempts).toHaveLength(1)
  })
})

test('a client that goes away ends the waiting for another attempt', async () => {
  await using setup = await gatewayOf(failing(503))
  const { clock, gateway, upstream } = setup
  const { baseUrl, apiKey } = gateway.session
  const request = httpRequest(`${baseUrl}/chat/completions`, {
    method: 'POST',
    headers: { authorization: `Bearer ${apiKey}` },
  })
  request.on('error', () => {})
  request.end('{}')
  await until(() => clock.waits.length === 1)
  clock.advance(400)
  request.destroy()
  await until(() => gateway.calls.length === 1)
  expect(clock.waits).toEqual([])
  expect(upstream.received).toHaveLength(1)
  expect(gateway.calls[0]).toMatchObject({
    status: null,
    error: 'the client closed the connection',
    waited_ms: 400,
    attempts: [{ status: 503 }],
    'gen_ai.usage.input_tokens': 0,
  })
})
