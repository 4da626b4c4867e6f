import Anthropic, { AuthenticationError } from '@anthropic-ai/sdk'
import { describe, expect, test } from 'vitest'
import { REAL_KEY, anthropicClient, hello, openAiClient, openGateway, post } from '../support/gateway.ts'
import { sendJson, startUpstream } from '../support/upstream.ts'
import { type Clients, settle } from '../support/wire/case.ts'

const clients = (baseUrl: string, apiKey: string): Clients => ({
  openai: openAiClient(baseUrl, apiKey),
  anthropic: anthropicClient(baseUrl, apiKey),
})
const ask = ({ openai, anthropic }: Clients) =>
  Promise.all([
    settle(() => openai.chat.completions.create({ ...hello, model: 'm' })),
    settle(() => openai.responses.create({ input: 'hello', model: 'm', stream: true })),
    settle(() => openai.embeddings.create({ input: 'hello', model: 'm' })),
    settle(() => openai.images.generate({ prompt: 'hello', model: 'm' })),
    settle(() => anthropic.messages.create({ ...hello, model: 'm', max_tokens: 1 })),
    settle(() => anthropic.messages.create({ ...hello, model: 'm', max_tokens: 1, stream: true })),
    settle(() => anthropic.messages.countTokens({ ...hello, model: 'm' })),
  ])

describe('an error of the provider', () => {
  test.each([
    [400, 'invalid_request_error', 'BadRequestError'],
    [401, 'authentication_error', 'AuthenticationError'],
    [403, 'permission_error', 'PermissionDeniedError'],
    [404, 'not_found_error', 'NotFoundError'],
    [429, 'rate_limit_error', 'RateLimitError'],
    [500, 'api_error', 'InternalServerError'],
    [529, 'overloaded_error', undefined],
  ])('reaches every client as without the gateway: %i', async (status, type, name) => {
    const error = { type: 'error', error: { type, message: 'No.', code: null, param: null } }
    await using upstream = await startUpstream((response) => {
      response.setHeader('retry-after', '7')
      sendJson(response, error, status)
    })
    await using gateway = await openGateway({ baseUrl: upstream.baseUrl })
    const { baseUrl, apiKey } = gateway.session
    const through = await ask(clients(baseUrl, apiKey))
    expect(through).toEqual(await ask(clients(upstream.baseUrl, REAL_KEY)))
    for (const outcome of through) {
      expect(outcome).toMatchObject({ status, type, ...(name === undefined ? {} : { threw: name }) })
    }
    expect((await post(gateway.session, '{}', {}, '/responses')).headers['retry-after']).toBe('7')
    // All but the count of tokens.
    expect(gateway.calls).toHaveLength(6 + 1)
    for (const call of gateway.calls) expect(call).toMatchObject({ status, error: `HTTP ${status}: No.` })
  })
})

describe('a refusal of the gateway', () => {
  test('of a key is an AuthenticationError for the clients of both families', async () => {
    await using gateway = await openGateway({})
    const outcomes = await ask(clients(gateway.session.baseUrl, 'another-key'))
    for (const outcome of outcomes) {
      expect(outcome).toMatchObject({
        threw: 'AuthenticationError',
        status: 401,
        type: 'authentication_error',
        message: expect.stringContaining('The URL or the API key is not, or no longer, valid'),
      })
    }
    expect(outcomes[0]).toMatchObject({ code: 'invalid_api_key' })
    expect(outcomes[4]).toMatchObject({
      apiMessage: expect.stringMatching(/^The URL or the API key is not, or no longer, valid/),
    })
  })

  test('of an address is a NotFoundError that names those there are', async () => {
    await using gateway = await openGateway({})
    const message = expect.stringContaining('Supported: POST /v1/chat/completions, /v1/responses')
    const { client, anthropic } = gateway
    expect(await settle(() => client.moderations.create({ input: 'x' }))).toMatchObject({
      threw: 'NotFoundError',
      message,
    })
    expect(await settle(() => anthropic.messages.batches.create({ requests: [] }))).toMatchObject({
      threw: 'NotFoundError',
      type: 'not_found_error',
      apiMessage: message,
    })
  })

  test('for want of a provider is an InternalServerError', async () => {
    await using gateway = await openGateway({ baseUrl: 'http://127.0.0.1:1/v1' })
    const { baseUrl, apiKey } = gateway.session
    for (const outcome of await ask(clients(baseUrl, apiKey))) {
      expect(outcome).toMatchObject({ threw: 'InternalServerError', status: 502, type: 'api_error' })
    }
  })
})

describe("the gateway's key", () => {
  test.each(['x-api-key', 'api-key'])('is taken in the header %s, and goes no further', async (header) => {
    await using upstream = await startUpstream((response) => sendJson(response, { input_tokens: 7 }))
    await using gateway = await openGateway({ baseUrl: upstream.baseUrl })
    const { baseUrl, apiKey } = gateway.session
    const anthropic = new Anthropic({
      baseURL: baseUrl.replace(/\/v1$/, ''),
      apiKey: null,
      authToken: null,
      defaultHeaders: { authorization: null, [header]: apiKey },
      maxRetries: 0,
    })
    const request = { ...hello, model: 'm' }
    expect(await anthropic.messages.countTokens(request)).toEqual({ input_tokens: 7 })
    const { headers } = upstream.received[0]!
    expect(headers).toMatchObject({
      authorization: `Bearer ${REAL_KEY}`,
      'anthropic-version': expect.any(String),
    })
    expect(headers).not.toHaveProperty(header)
    expect(JSON.stringify(upstream.received)).not.toContain(apiKey)

    const stranger = anthropic.withOptions({ defaultHeaders: { authorization: null, [header]: 'x' } })
    await expect(stranger.messages.countTokens(request)).rejects.toThrow(AuthenticationError)
  })
})
