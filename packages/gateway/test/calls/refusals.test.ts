import { connect } from 'node:net'
import { text } from 'node:stream/consumers'
import { type RefusedCall, RefusedCall as RefusedCallSchema } from '@genai-devbench/schema'
import { describe, expect, test } from 'vitest'
import { SPEC, openGateway, post } from '../support/gateway.ts'
import { COMPLETION, sendJson, startUpstream } from '../support/upstream.ts'

const errorOf = ({ status, body }: { status: number; body: Buffer }) => ({
  status,
  ...JSON.parse(body.toString()).error,
})
const NOTHING_SENT = {
  'gen_ai.usage.input_tokens': 0,
  'gen_ai.usage.output_tokens': 0,
  usage_source: 'measured',
  cost_picousd: 0,
}

describe('the gateway refuses', () => {
  test.each([
    [
      'another key',
      (s: { baseUrl: string; apiKey: string }) => ({ ...s, apiKey: `${s.apiKey.slice(0, -1)}!` }),
      'wrong_key',
    ],
    ['no key', (s: { baseUrl: string; apiKey: string }) => ({ ...s, apiKey: '' }), 'wrong_key'],
    [
      'another token',
      (s: { baseUrl: string; apiKey: string }) => ({ ...s, baseUrl: s.baseUrl.replace(/\/s\/./, '/s/!') }),
      'unknown_address',
    ],
    [
      'no token',
      (s: { baseUrl: string; apiKey: string }) => ({
        ...s,
        baseUrl: s.baseUrl.replace(/\/s\/.*\/v1/, '/v1'),
      }),
      'unknown_address',
    ],
  ])('%s with 401, and asks the provider nothing', async (_name, change, reason) => {
    const refused: RefusedCall[] = []
    await using upstream = await startUpstream((response) => sendJson(response, COMPLETION))
    await using gateway = await openGateway({
      baseUrl: upstream.baseUrl,
      onRefused: (call) => refused.push(RefusedCallSchema.parse(call)),
    })
    expect(errorOf(await post(change(gateway.session), '{}'))).toMatchObject({
      status: 401,
      code: 'invalid_api_key',
      type: 'authentication_error',
    })
    expect(upstream.received).toEqual([])
    expect(gateway.calls).toEqual([])
    const { framework, run, attempt, step, phase } = SPEC
    const caller = reason === 'wrong_key' ? { framework, run, attempt, step, phase } : null
    expect(refused).toMatchObject([{ method: 'POST', reason, caller }])
    expect(JSON.stringify(refused)).not.toContain('/s/')
  })

  test('what comes after the session is over, and says whose it was', async () => {
    const refused: RefusedCall[] = []
    await using gateway = await openGateway({ onRefused: (call) => refused.push(call) })
    await gateway.session.close()
    expect((await gateway.post('{}')).status).toBe(401)
    expect(refused).toMatchObject([
      { reason: 'session_over', path: '/v1/chat/completions', caller: { framework: 'direct', step: 2 } },
    ])
  })

  test('ten thousand calls of nobody, and still answers', async () => {
    let refused = 0
    await using upstream = await startUpstream((response) => sendJson(response, COMPLETION))
    await using gateway = await openGateway({ baseUrl: upstream.baseUrl, onRefused: () => void refused++ })
    const stray = { baseUrl: `http://127.0.0.1:${gateway.gateway.port}/s/nobody/v1`, apiKey: 'x' }
    for (let sent = 0; sent < 10_000; sent += 100)
      await Promise.all(Array.from({ length: 100 }, () => post(stray, '{"model":')))
    expect(refused).toBe(10_000)
    expect((await gateway.post('{}')).status).toBe(200)
  })

  test('the key of one session at the URL of another', async () => {
    await using gateway = await openGateway({})
    const other = gateway.gateway.open({ ...SPEC, onCall: () => {} })
    expect((await post({ baseUrl: gateway.session.baseUrl, apiKey: other.apiKey }, '{}')).status).toBe(401)
    expect(new Set([gateway.session.baseUrl, other.baseUrl, gateway.session.apiKey, other.apiKey]).size).toBe(
      4,
    )
  })

  test.each(['{"model":', '', '[]', 'null', '"text"', '\uFEFF{}'])(
    'a body that is no JSON object with 400, recorded: %j',
    async (body) => {
      await using upstream = await startUpstream((response) => sendJson(response, COMPLETION))
      await using gateway = await openGateway({ baseUrl: upstream.baseUrl })
      expect(errorOf(await gateway.post(body))).toMatchObject({ status: 400, code: 'invalid_json' })
      expect(gateway.calls).toMatchObject([
        { status: 400, ...NOTHING_SENT, 'gen_ai.request.model': null, sent_model: null, stream: false },
      ])
      expect(gateway.calls[0]!.error).toMatch(/^HTTP 400: /)
      expect(upstream.received).toEqual([])
    },
  )

  test('a response in the background with 400, recorded: nobody would see what it uses', async () => {
    await using upstream = await startUpstream((response) => sendJson(response, COMPLETION))
    await using gateway = await openGateway({ baseUrl: upstream.baseUrl })
    const body = '{"model":"m","input":"x","background":true}'
    expect(errorOf(await post(gateway.session, body, {}, '/responses'))).toMatchObject({
      status: 400,
      code: 'not_meterable',
    })
    expect(gateway.calls).toMatchObject([{ status: 400, ...NOTHING_SENT, 'gen_ai.request.model': 'm' }])
    expect(upstream.received).toEqual([])
  })

  test.each([
    ['announced', { 'content-length': String(33 * 1024 * 1024) }],
    ['not announced', { 'transfer-encoding': 'chunked' }],
  ])('a body over 32 MiB with 413, recorded: %s', async (_name, headers) => {
    await using gateway = await openGateway({})
    const body = Buffer.alloc(33 * 1024 * 1024, ' ')
    expect(errorOf(await gateway.post(body, headers))).toMatchObject({
      status: 413,
      code: 'request_too_large',
    })
    expect(gateway.calls).toMatchObject([{ status: 413, ...NOTHING_SENT }])
  })

  test('a compressed body with 415, recorded', async () => {
    await using gateway = await openGateway({})
    expect((await gateway.post('zzz', { 'content-encoding': 'gzip' })).status).toBe(415)
    expect(gateway.calls).toMatchObject([{ status: 415, ...NOTHING_SENT }])
  })

  test.each(['/responses/x', '/audio/speech', '/models', '/chat/completions/x'])(
    'POST %s with 404, and names what there is',
    async (path) => {
      await using gateway = await openGateway({})
      const error = errorOf(await post(gateway.session, '{}', {}, path))
      expect(error).toMatchObject({ status: 404, code: 'unknown_url' })
      expect(error.message).toMatch(/POST \/v1\/chat\/completions, .*; GET \/v1\/models/)
      expect(gateway.calls).toEqual([])
    },
  )

  test('what is no HTTP, and stays up', async () => {
    await using upstream = await startUpstream((response) => sendJson(response, COMPLETION))
    await using gateway = await openGateway({ baseUrl: upstream.baseUrl })
    for (const garbage of [
      '\0\0\0\r\n\r\n',
      'GET /s/ HTTP/1.1\r\n\r\n',
      `GET / HTTP/1.1\r\nx: ${'y'.repeat(100_000)}\r\n\r\n`,
    ]) {
      const socket = connect(gateway.gateway.port, '127.0.0.1')
      socket.write(garbage)
      expect(await text(socket).catch(() => 'HTTP/1.1 4')).toMatch(/^HTTP\/1.1 4/)
    }
    expect((await gateway.post('{}')).status).toBe(200)
  })
})
