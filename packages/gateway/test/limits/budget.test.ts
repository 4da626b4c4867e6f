import { request as httpRequest, type ServerResponse } from 'node:http'
import OpenAI, { AuthenticationError } from 'openai'
import { describe, expect, test } from 'vitest'
import { BudgetAccount, BudgetExceeded, priceTable } from '../../src/index.ts'
import { openGateway, until } from '../support/gateway.ts'
import { COMPLETION, EVENTS, type Received, sendJson, startUpstream } from '../support/upstream.ts'

const OUTPUT = 20
const BODY = JSON.stringify({
  model: 'gpt-4o-mini',
  max_tokens: OUTPUT,
  messages: [{ role: 'user', content: 'x'.repeat(200) }],
})
const INPUT = Math.ceil(BODY.length / 2)
const MOST = INPUT + OUTPUT

const usage = (input: number, output: number) => ({
  ...COMPLETION,
  usage: { prompt_tokens: input, completion_tokens: output, total_tokens: input + output },
})

const budget = (accounts: BudgetAccount[], exceeded: BudgetExceeded[] = []) => ({
  budget: { accounts, outputReserve: 4096, onExceeded: (one: BudgetExceeded) => exceeded.push(one) },
})

const codeOf = ({ body }: { body: Buffer }): unknown =>
  (JSON.parse(body.toString()) as { error?: { code?: unknown } }).error?.code

/** Answers when told to, so that calls are under way together. */
async function heldUpstream() {
  const held: ServerResponse[] = []
  const upstream = await startUpstream((response) => held.push(response))
  return { ...upstream, held }
}

describe('a budget in tokens', () => {
  test('lets 50 calls at once take no more than it allows, to the token', async () => {
    await using upstream = await startUpstream((response, { body }: Received) =>
      sendJson(response, usage(Math.ceil(body.length / 2), OUTPUT)),
    )
    const account = new BudgetAccount('step', { tokens: 7 * MOST + MOST - 1 })
    const exceeded: BudgetExceeded[] = []
    await using gateway = await openGateway({
      baseUrl: upstream.baseUrl,
      session: budget([account], exceeded),
    })
    const answers = await Promise.all(Array.from({ length: 50 }, () => gateway.post(BODY)))
    expect(answers.filter(({ status }) => status === 200)).toHaveLength(7)
    const refused = answers.filter(({ status }) => status === 401)
    expect(refused).toHaveLength(43)
    expect(refused.map(codeOf)).toEqual(Array.from({ length: 43 }, () => 'budget_exceeded'))
    expect(upstream.received).toHaveLength(7)
    expect(account.spent.tokens).toBe(7 * MOST)
    expect(exceeded).toHaveLength(43)
    expect(account.exceeded.reason).toBe(exceeded[0])
    expect(exceeded[0]!.message).toBe(
      `the budget of the step does not hold another call: ${7 * MOST} of ${8 * MOST - 1} tokens are spent, and this one may take ${MOST} (llm.budget.step.tokens)`,
    )
  })

  test('holds when sessions of different steps share one of a run', async () => {
    await using upstream = await startUpstream((response) => sendJson(response, usage(INPUT, OUTPUT)))
    const run = new BudgetAccount('run', { tokens: 10 * MOST })
    const steps = [1, 2, 3].map(() => new BudgetAccount('step', { tokens: 4 * MOST }))
    const gateways = await Promise.all(
      steps.map((step) => openGateway({ baseUrl: upstream.baseUrl, session: budget([step, run]) })),
    )
    await Promise.all(gateways.flatMap((gateway) => Array.from({ length: 6 }, () => gateway.post(BODY))))
    await Promise.all(gateways.map(({ gateway }) => gateway.close()))
    expect(upstream.received).toHaveLength(10)
    expect(run.spent.tokens).toBe(10 * MOST)
    for (const step of steps) expect(step.spent.tokens).toBeLessThanOrEqual(4 * MOST)
  })

  test('refuses nothing for what calls under way only might take: those wait, and are told how long', async () => {
    await using upstream = await heldUpstream()
    const account = new BudgetAccount('step', { tokens: MOST + 40 })
    await using gateway = await openGateway({ baseUrl: upstream.baseUrl, session: budget([account]) })
    const first = gateway.post(BODY)
    await until(() => upstream.held.length === 1)
    const second = gateway.post(BODY)
    await until(() => account.waiting.length === 1)
    expect(upstream.held).toHaveLength(1)
    sendJson(upstream.held[0]!, usage(15, 5))
    await until(() => upstream.held.length === 2)
    sendJson(upstream.held[1]!, usage(15, 5))
    expect([(await first).status, (await second).status]).toEqual([200, 200])
    await until(() => gateway.calls.length === 2)
    expect(account.spent.tokens).toBe(40)
    expect(gateway.calls[0]!.waited_ms).toBe(0)
    expect(gateway.calls[1]!.waited_ms).toBeGreaterThan(0)
    expect(gateway.calls[1]).toMatchObject({ reserved_tokens: MOST, reserved_picousd: 0 })
  })

  test('counts a call whose usage is not known with all that was set aside for it', async () => {
    await using upstream = await startUpstream((response) =>
      sendJson(response, { ...COMPLETION, choices: [], usage: undefined }),
    )
    const account = new BudgetAccount('step', { tokens: 2 * MOST - 1 })
    await using gateway = await openGateway({ baseUrl: upstream.baseUrl, session: budget([account]) })
    expect((await gateway.post(BODY)).status).toBe(200)
    expect((await gateway.post(BODY)).status).toBe(401)
    expect((await gateway.recorded())[0]).toMatchObject({
      'gen_ai.usage.output_tokens': null,
      reserved_tokens: MOST,
    })
    expect(account.spent.tokens).toBe(MOST)
  })

  test('counts a whole answer without usage with the estimate', async () => {
    await using upstream = await startUpstream((response) =>
      sendJson(response, { ...COMPLETION, usage: undefined }),
    )
    const account = new BudgetAccount('step', { tokens: 2 * MOST - 1 })
    await using gateway = await openGateway({ baseUrl: upstream.baseUrl, session: budget([account]) })
    // The second waits until the first is counted.
    expect((await gateway.post(BODY)).status).toBe(200)
    expect((await gateway.post(BODY)).status).toBe(200)
    const spent = (await gateway.recorded()).map(
      (call) => call['gen_ai.usage.input_tokens']! + call['gen_ai.usage.output_tokens']!,
    )
    expect(spent[0]).toBeLessThan(MOST)
    expect(account.spent.tokens).toBe(spent[0]! * 2)
  })

  test('counts what was cut off with all that was set aside for it: only what had arrived is estimated', async () => {
    await using upstream = await startUpstream((response) => {
      response.writeHead(200, { 'content-type': 'text/event-stream' })
      for (const event of EVENTS.slice(0, 3)) response.write(event)
      setTimeout(() => response.destroy(), 20)
    })
    const account = new BudgetAccount('step', { tokens: 10 * MOST })
    await using gateway = await openGateway({ baseUrl: upstream.baseUrl, session: budget([account]) })
    await expect(gateway.post(BODY.replace('{', '{"stream":true,'))).rejects.toThrow('aborted')
    const [call] = await gateway.recorded()
    expect(call).toMatchObject({ 'gen_ai.usage.output_tokens': 3, usage_is_minimum: true })
    expect(account.spent.tokens).toBe(call!.reserved_tokens)
    expect(account.spent.tokens).toBeGreaterThan(MOST)
  })

  test('takes nothing for a call that fails', async () => {
    await using upstream = await startUpstream((response) =>
      sendJson(response, { error: { message: 'no' } }, 500),
    )
    const account = new BudgetAccount('step', { tokens: MOST })
    await using gateway = await openGateway({ baseUrl: upstream.baseUrl, session: budget([account]) })
    for (let call = 0; call < 3; call++) expect((await gateway.post(BODY)).status).toBe(500)
    expect(account.spent.tokens).toBe(0)
  })

  test('once exceeded stays so: a smaller call is refused too', async () => {
    await using upstream = await startUpstream((response) => sendJson(response, usage(1, 1)))
    const account = new BudgetAccount('step', { tokens: 100 })
    await using gateway = await openGateway({ baseUrl: upstream.baseUrl, session: budget([account]) })
    expect((await gateway.post(BODY)).status).toBe(401)
    expect((await gateway.post('{"max_tokens":1}')).status).toBe(401)
    expect(upstream.received).toEqual([])
  })

  test('sets 4096 tokens aside for an answer without a limit, and so many for each of n', async () => {
    await using upstream = await startUpstream((response) => sendJson(response, usage(1, 1)))
    const account = new BudgetAccount('step', { tokens: 100_000 })
    await using gateway = await openGateway({ baseUrl: upstream.baseUrl, session: budget([account]) })
    await gateway.post('{}')
    await gateway.post('{"n":3,"max_completion_tokens":100}')
    await until(() => gateway.calls.length === 2)
    expect(gateway.calls.map((call) => call.reserved_tokens)).toEqual([1 + 4096, 18 + 300])
  })

  test('is not tried again by the client of OpenAI', async () => {
    await using upstream = await startUpstream((response) => sendJson(response, COMPLETION))
    const account = new BudgetAccount('step', { tokens: 1 })
    await using gateway = await openGateway({ baseUrl: upstream.baseUrl, session: budget([account]) })
    const { baseUrl: baseURL, apiKey } = gateway.session
    const client = new OpenAI({ baseURL, apiKey, maxRetries: 5 })
    const asked = client.chat.completions.create({
      model: 'gpt-4o-mini',
      messages: [{ role: 'user', content: 'x' }],
    })
    await expect(asked).rejects.toThrow(AuthenticationError)
    expect(gateway.calls).toHaveLength(1)
    expect(gateway.calls[0]).toMatchObject({
      status: 401,
      attempts: [],
      'gen_ai.usage.input_tokens': 0,
      reserved_tokens: null,
    })
  })
})

test('a client that goes away while its call waits for room frees its place', async () => {
  await using upstream = await heldUpstream()
  const account = new BudgetAccount('step', { tokens: MOST + 40 })
  await using gateway = await openGateway({ baseUrl: upstream.baseUrl, session: budget([account]) })
  const first = gateway.post(BODY)
  await until(() => upstream.held.length === 1)
  const request = httpRequest(`${gateway.session.baseUrl}/chat/completions`, {
    method: 'POST',
    headers: { authorization: `Bearer ${gateway.session.apiKey}` },
  })
  request.on('error', () => {})
  request.end(BODY)
  await until(() => account.waiting.length === 1)
  request.destroy()
  await until(() => gateway.calls.length === 1)
  expect(account.waiting).toEqual([])
  expect(gateway.calls[0]).toMatchObject({ status: null, error: 'the client closed the connection' })
  expect(gateway.calls[0]!['gen_ai.usage.input_tokens']).toBe(0)
  sendJson(upstream.held[0]!, usage(1, 1))
  await first
  await until(() => gateway.calls.length === 2)
  expect(account.spent.tokens).toBe(2)
})

test('a session that is closed while its calls wait for room records them', async () => {
  await using upstream = await heldUpstream()
  const account = new BudgetAccount('step', { tokens: MOST })
  await using gateway = await openGateway({ baseUrl: upstream.baseUrl, session: budget([account]) })
  const posts = [gateway.post(BODY), gateway.post(BODY), gateway.post(BODY)].map((post) =>
    post.catch((error: Error) => error),
  )
  await until(() => upstream.held.length === 1 && account.waiting.length === 2)
  await gateway.session.close()
  expect(gateway.calls).toHaveLength(3)
  expect(account.waiting).toEqual([])
  expect(account.spent.tokens).toBe(MOST)
  for (const post of posts) expect(await post).toBeInstanceOf(Error)
})

describe('a budget in USD', () => {
  const prices = priceTable({ 'gpt-4o-mini': { input: 1, cached_input: 0.1, cache_write: 2, output: 3 } })

  test('counts what a call can cost at the dearest, then what it did cost', async () => {
    await using upstream = await startUpstream((response) => sendJson(response, usage(INPUT, OUTPUT)))
    const most = INPUT * 2 + OUTPUT * 3
    const real = INPUT + OUTPUT * 3
    const account = new BudgetAccount('run', { usd: (real + most + 1) / 1e6 })
    await using gateway = await openGateway({
      baseUrl: upstream.baseUrl,
      prices,
      session: budget([account]),
    })
    const statuses = []
    for (let call = 0; call < 3; call++) statuses.push((await gateway.post(BODY)).status)
    expect(statuses).toEqual([200, 200, 401])
    expect(account.spent.picousd).toBe(2 * real * 1e6)
    expect(gateway.calls[0]).toMatchObject({ reserved_picousd: most * 1e6 })
    expect((account.exceeded.reason as BudgetExceeded).message).toContain('llm.budget.run.usd')
  })

  test('lets no model through whose price is not known', async () => {
    await using upstream = await startUpstream((response) => sendJson(response, COMPLETION))
    const account = new BudgetAccount('run', { usd: 1 })
    await using gateway = await openGateway({ baseUrl: upstream.baseUrl, session: budget([account]) })
    const answer = await gateway.post('{"model":"unheard-of"}')
    expect(answer.status).toBe(401)
    expect(codeOf(answer)).toBe('unpriced_model')
    expect(upstream.received).toEqual([])
    expect(account.exceeded.aborted).toBe(false)
  })
})

test('a budget that was spent before is exceeded from the beginning', () => {
  const account = new BudgetAccount('experiment', { tokens: 100 }, { tokens: 100, picousd: 0 })
  expect(account.exceeded.aborted).toBe(true)
  expect((account.exceeded.reason as BudgetExceeded).message).toBe(
    'the budget of the experiment is spent: 100 of 100 tokens are spent (llm.budget.experiment.tokens)',
  )
})
