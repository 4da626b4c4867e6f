import type { ServerResponse } from 'node:http'
import { describe, expect, test } from 'vitest'
import { hello, openGateway, until } from '../support/gateway.ts'
import { COMPLETION, DONE, EVENTS, USAGE_EVENT, startUpstream } from '../support/upstream.ts'

const PAGE = '<!doctype html><title>Sign in</title>'

const sendAs = (contentType: string | undefined, body: string) => (response: ServerResponse) => {
  if (contentType !== undefined) response.setHeader('content-type', contentType)
  response.end(body)
}

describe('an answer that no model gave', () => {
  test.each(['text/html; charset=utf-8', 'TEXT/HTML', 'application/xhtml+xml', 'text/xml', 'image/png'])(
    'is an error for every client, recorded as one: %s',
    async (contentType) => {
      await using upstream = await startUpstream(sendAs(contentType, PAGE))
      await using gateway = await openGateway({ baseUrl: upstream.baseUrl })
      const message = `The provider answered 200 with ${contentType} in place of JSON or an event stream. Is llm.base_url the address of the API itself, and no proxy in between?`
      const chat = gateway.client.chat.completions.create({ ...hello, model: 'm', stream: true })
      await expect(chat).rejects.toMatchObject({
        status: 502,
        code: 'no_model_answer',
        message: `502 ${message}`,
      })
      const messages = gateway.anthropic.messages.create({ ...hello, model: 'm', max_tokens: 1 })
      await expect(messages).rejects.toMatchObject({ status: 502, type: 'api_error', apiMessage: message })
      expect(gateway.calls).toMatchObject([{ stream: true }, { stream: false }])
      for (const call of gateway.calls) {
        expect(call).toMatchObject({
          status: 502,
          error: `HTTP 502: ${message}`,
          'gen_ai.usage.input_tokens': 0,
          usage_source: 'estimated',
        })
      }
    },
  )

  test('is not waited for: the provider sees the connection end', async () => {
    let isClosed = false
    await using upstream = await startUpstream((response) => {
      response.on('close', () => (isClosed = true))
      response.setHeader('content-type', 'text/html')
      response.write(PAGE)
    })
    await using gateway = await openGateway({ baseUrl: upstream.baseUrl })
    expect((await gateway.post('{}')).status).toBe(502)
    await until(() => isClosed)
    expect(gateway.calls).toHaveLength(1)
  })

  test('may be a redirect, which would lead past the gateway', async () => {
    await using upstream = await startUpstream((response) =>
      response.writeHead(307, { location: 'https://elsewhere.example/v1?key=1' }).end(),
    )
    await using gateway = await openGateway({ baseUrl: upstream.baseUrl })
    const answer = await gateway.post('{}')
    expect(answer.status).toBe(502)
    expect(answer.headers).not.toHaveProperty('location')
    expect(gateway.calls[0]!.error).toContain(
      'The provider answered 307 with a redirect to https://elsewhere.example/v1. Is',
    )
  })

  test('to a request for a stream may be an error without a type, which is read as one', async () => {
    await using upstream = await startUpstream((response) => {
      response.statusCode = 400
      response.end('{"error":{"message":"No such model."}}')
    })
    await using gateway = await openGateway({ baseUrl: upstream.baseUrl })
    expect((await gateway.post('{"stream":true}')).status).toBe(400)
    expect(gateway.calls[0]).toMatchObject({ error: 'HTTP 400: No such model.' })
  })

  test('with the status of an error passes as it is', async () => {
    await using upstream = await startUpstream((response) => {
      response.statusCode = 503
      sendAs('text/html', PAGE)(response)
    })
    await using gateway = await openGateway({ baseUrl: upstream.baseUrl })
    const { status, body } = await gateway.post('{}')
    expect({ status, body: body.toString() }).toEqual({ status: 503, body: PAGE })
    expect(gateway.calls[0]).toMatchObject({ status: 503, error: 'HTTP 503' })
  })
})

describe('an answer of a model passes', () => {
  test.each([
    undefined,
    'application/json',
    'application/json;charset=utf-8',
    'application/vnd.api+json',
    'text/plain; charset=utf-8',
    'application/octet-stream',
  ])('as %s', async (contentType) => {
    const body = JSON.stringify(COMPLETION)
    await using upstream = await startUpstream(sendAs(contentType, body))
    await using gateway = await openGateway({ baseUrl: upstream.baseUrl })
    const answer = await gateway.post('{}')
    expect(answer.body.toString()).toBe(body)
    expect(answer.headers['content-type']).toBe(contentType)
    expect(gateway.calls[0]).toMatchObject({ status: 200, 'gen_ai.usage.output_tokens': 34 })
  })

  test.each(['Text/Event-Stream ; charset=utf-8', 'text/plain', undefined])(
    'as a stream, of which the client sees what it asked for: %s',
    async (contentType) => {
      await using upstream = await startUpstream(sendAs(contentType, [...EVENTS, USAGE_EVENT, DONE].join('')))
      await using gateway = await openGateway({ baseUrl: upstream.baseUrl })
      expect((await gateway.post('{"stream":true}')).body.toString()).toBe([...EVENTS, DONE].join(''))
      expect(gateway.calls[0]).toMatchObject({ status: 200, 'gen_ai.usage.output_tokens': 34 })
    },
  )
})
