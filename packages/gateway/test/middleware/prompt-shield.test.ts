import type { MiddlewareConfig } from '@genai-devbench/schema'
import { describe, expect, test } from 'vitest'
import { deniedPatterns } from '../../src/index.ts'
import { openGateway, post } from '../support/gateway.ts'
import { COMPLETION, sendJson, startUpstream } from '../support/upstream.ts'

const NAMES = { name: 'person', regex: 'Ada|Grace' }
const mask = (...patterns: (string | object)[]) =>
  ({ use: 'prompt_shield', action: 'mask', patterns }) as MiddlewareConfig
const deny = (...patterns: (string | object)[]) =>
  ({ use: 'prompt_shield', action: 'deny', patterns }) as MiddlewareConfig

async function shielded(...middleware: MiddlewareConfig[]) {
  const upstream = await startUpstream((response) => sendJson(response, COMPLETION))
  const gateway = await openGateway({ baseUrl: upstream.baseUrl, middleware })
  return {
    ...gateway,
    upstream,
    sent: () => upstream.received.map(({ body }) => body.toString()),
    async [Symbol.asyncDispose]() {
      await gateway[Symbol.asyncDispose]()
      await upstream[Symbol.asyncDispose]()
    },
  }
}

describe('a shield that masks', () => {
  test('sends a placeholder for each match and lists where, never what', async () => {
    await using gateway = await shielded(mask('email', NAMES))
    const body =
      '{ "model":"m",  "messages":[{"role":"system","content":"Be\\u0020brief."},{"role":"user","content":[{"type":"text","text":"Ada <ada@example.com>, Grace, ada@example.com"}]}], "seed": 1.0 }'
    expect((await gateway.post(body)).status).toBe(200)
    expect(gateway.sent()).toEqual([
      body.replace(
        'Ada <ada@example.com>, Grace, ada@example.com',
        '[masked:person] <[masked:email]>, [masked:person], [masked:email]',
      ),
    ])
    const field = 'messages.1.content.0.text'
    expect(gateway.calls[0]!.mutations).toEqual([
      { field, from: { pattern: 'person', matches: 2 }, to: '[masked:person]' },
      { field, from: { pattern: 'email', matches: 2 }, to: '[masked:email]' },
    ])
    expect(JSON.stringify(gateway.calls)).not.toMatch(/ada@|Grace/)
  })

  test('leaves a request without a match byte for byte', async () => {
    await using gateway = await shielded(mask('email', 'phone', 'api_key', 'private_key', NAMES))
    const body = '{"x" : 1.50, "messages":[{"role":"user" ,"content":"h\\u00e9llo \\/ there"}]}'
    await gateway.post(body)
    expect(gateway.sent()).toEqual([body])
    expect(gateway.calls[0]!.mutations).toEqual([])
  })

  test('reaches what every API calls its texts, and leaves arguments of tools readable', async () => {
    await using gateway = await shielded(mask(NAMES))
    const bodies = {
      '/chat/completions': {
        messages: [{ tool_calls: [{ function: { name: 'find', arguments: '{"who":"Ada"}' } }] }],
      },
      '/responses': { instructions: 'Ada', input: [{ type: 'message', content: 'Ada' }] },
      '/messages': { system: 'Ada', messages: [{ content: [{ type: 'tool_use', input: { who: 'Ada' } }] }] },
      '/messages/count_tokens': { messages: [{ role: 'user', content: 'Ada' }] },
      '/embeddings': { input: ['Ada', 'b'] },
      '/images/generations': { prompt: 'Ada' },
    }
    for (const [path, body] of Object.entries(bodies))
      await post(gateway.session, JSON.stringify(body), {}, path)
    expect(gateway.sent().map((body) => JSON.parse(body))).toEqual(
      Object.values(bodies).map((body) =>
        JSON.parse(JSON.stringify(body).replaceAll('Ada', '[masked:person]')),
      ),
    )
  })

  test('masks in the names of fields on the record what it masks in texts', async () => {
    await using gateway = await shielded(mask(NAMES))
    await gateway.post('{"metadata":{"Ada":"Grace"}}')
    expect(gateway.calls[0]!.mutations).toMatchObject([{ field: 'metadata.[masked:person]' }])
  })
})

describe('a shield that denies', () => {
  test('refuses the call, naming the pattern and not the match, and sends nothing', async () => {
    await using gateway = await shielded(deny('email', NAMES))
    const { status, body } = await gateway.post('{"messages":[{"content":"to ada@example.com"}]}')
    expect(status).toBe(400)
    const message =
      'The request was not sent: its texts match the pattern email of llm.middleware, which a prompt_shield denies.'
    expect(JSON.parse(body.toString()).error).toMatchObject({
      code: 'prompt_denied',
      type: 'invalid_request_error',
      message,
    })
    expect(gateway.sent()).toEqual([])
    expect(gateway.calls).toMatchObject([
      {
        status: 400,
        error: `HTTP 400: ${message}`,
        'gen_ai.usage.input_tokens': 0,
        cost_picousd: 0,
        attempts: [],
      },
    ])
    expect(JSON.stringify(gateway.calls)).not.toContain('ada@')
  })

  test('refuses a call that only counts tokens too', async () => {
    await using gateway = await shielded(deny(NAMES))
    const { status } = await post(gateway.session, '{"system":"Ada"}', {}, '/messages/count_tokens')
    expect([status, gateway.sent(), gateway.calls]).toEqual([400, [], []])
  })

  test('lets through what another one masked before it, and not what one would mask after it', async () => {
    const body = '{"prompt":"Ada"}'
    await using before = await shielded(mask(NAMES), deny(NAMES))
    expect((await before.post(body)).status).toBe(200)
    await using after = await shielded(deny(NAMES), mask(NAMES))
    expect((await after.post(body)).status).toBe(400)
    expect(await deniedPatterns('Ada', [mask(NAMES), deny(NAMES)])).toEqual([])
    expect(await deniedPatterns('Ada', [deny(NAMES), mask(NAMES)])).toEqual(['person'])
  })
})
