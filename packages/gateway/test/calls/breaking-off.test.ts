import { once } from 'node:events'
import {
  type ClientRequest,
  type IncomingMessage,
  type ServerResponse,
  request as httpRequest,
} from 'node:http'
import { describe, expect, test } from 'vitest'
import { SPEC, openGateway, post, signal, until } from '../support/gateway.ts'
import { COMPLETION, DONE, EVENTS, USAGE_EVENT, sendJson, startUpstream } from '../support/upstream.ts'

const UNKNOWN = { 'gen_ai.usage.input_tokens': null, usage_source: 'unavailable', cost_picousd: null }

/** Begins a stream and leaves it open. */
const begin = (response: ServerResponse, ...events: string[]) => {
  response.writeHead(200, { 'content-type': 'text/event-stream' })
  for (const event of events) response.write(event)
}

const streamed = (session: { baseUrl: string; apiKey: string }) => {
  const headers = { authorization: `Bearer ${session.apiKey}` }
  const request = httpRequest(`${session.baseUrl}/chat/completions`, { method: 'POST', headers })
  request.on('error', () => {})
  request.end('{"stream":true}')
  return request
}

const answerTo = (request: ClientRequest) =>
  new Promise<IncomingMessage>((resolve) => request.once('response', resolve))

const failToRecord = () => {
  throw new Error('disk full')
}

describe('streaming', () => {
  test('gives each event to the client as it comes, and the head before any', async () => {
    let upstreamResponse: ServerResponse | undefined
    await using upstream = await startUpstream((response) => {
      upstreamResponse = response
      response.writeHead(200, { 'content-type': 'text/event-stream' })
      response.flushHeaders()
    })
    await using gateway = await openGateway({ baseUrl: upstream.baseUrl })
    const response = await answerTo(streamed(gateway.session))
    expect(gateway.calls).toEqual([])
    for (const event of EVENTS) {
      upstreamResponse!.write(event)
      const [chunk] = await once(response, 'data')
      expect(String(chunk)).toBe(event)
    }
    upstreamResponse!.end(USAGE_EVENT + DONE)
    const [chunk] = await once(response, 'data')
    expect(String(chunk)).toBe(DONE)
    await until(() => gateway.calls.length === 1)
  })

  test('holds the provider back when the client does not read', async () => {
    const piece = Buffer.alloc(64 * 1024, 'x')
    let written = 0
    let blocked = false
    await using upstream = await startUpstream((response) => {
      response.writeHead(200, { 'content-type': 'application/json' })
      const fill = () => {
        while (written < 200 * 1024 * 1024) {
          written += piece.length
          if (!response.write(piece)) {
            blocked = true
            response.once('drain', fill)
            return
          }
        }
        response.end()
      }
      fill()
    })
    await using gateway = await openGateway({ baseUrl: upstream.baseUrl })
    const response = await answerTo(streamed(gateway.session))
    await until(() => blocked)
    await new Promise((resolve) => setTimeout(resolve, 300))
    expect(written).toBeLessThan(64 * 1024 * 1024)
    let read = 0
    for await (const chunk of response) read += chunk.length
    expect(read).toBe(200 * 1024 * 1024)
    expect(gateway.calls[0]!.usage_reason).toContain('larger than')
  })
})

describe('a client that goes away', () => {
  test('ends the request at the provider, in the middle of a stream', async () => {
    const closed = signal()
    await using upstream = await startUpstream((response) => {
      response.on('close', closed.give)
      begin(response, EVENTS[0]!)
    })
    await using gateway = await openGateway({ baseUrl: upstream.baseUrl })
    const request = streamed(gateway.session)
    const response = await answerTo(request)
    await once(response, 'data')
    request.destroy()
    await closed.given
    await until(() => gateway.calls.length === 1)
    expect(gateway.calls[0]).toMatchObject({
      ...UNKNOWN,
      status: 200,
      error: 'the client closed the connection',
    })
    expect(gateway.calls[0]!.usage_reason).toMatch(/^cut off before the provider reported the usage; /)
  })

  test('ends it before the answer begins', async () => {
    const arrived = signal()
    const closed = signal()
    await using upstream = await startUpstream((response) => {
      response.on('close', closed.give)
      arrived.give()
    })
    await using gateway = await openGateway({ baseUrl: upstream.baseUrl })
    const request = streamed(gateway.session)
    await arrived.given
    request.destroy()
    await closed.given
    await until(() => gateway.calls.length === 1)
    expect(gateway.calls[0]).toMatchObject({ ...UNKNOWN, status: null, time_to_first_byte_ms: null })
  })

  test('keeps the usage that had come by then', async () => {
    await using upstream = await startUpstream((response) => begin(response, ...EVENTS, USAGE_EVENT))
    await using gateway = await openGateway({ baseUrl: upstream.baseUrl })
    const request = streamed(gateway.session)
    const response = await answerTo(request)
    let seen = ''
    for await (const chunk of response) {
      seen += chunk.toString()
      if (seen.includes('"stop"')) break
    }
    request.destroy()
    await until(() => gateway.calls.length === 1)
    expect(gateway.calls[0]).toMatchObject({
      usage_source: 'measured',
      'gen_ai.usage.output_tokens': 34,
      error: 'the client closed the connection',
    })
  })

  test('before its request is whole has sent nothing', async () => {
    await using gateway = await openGateway({})
    const headers = { authorization: `Bearer ${gateway.session.apiKey}`, 'content-length': '100' }
    const request = httpRequest(`${gateway.session.baseUrl}/chat/completions`, { method: 'POST', headers })
    request.on('error', () => {})
    request.write('{"model":')
    await new Promise((resolve) => setTimeout(resolve, 50))
    request.destroy()
    await until(() => gateway.calls.length === 1)
    expect(gateway.calls[0]).toMatchObject({
      status: null,
      'gen_ai.usage.input_tokens': 0,
      error: 'the client broke off its request',
    })
  })
})

describe('a provider that breaks off', () => {
  test('in a stream: the client gets what came, then a broken connection and no clean end', async () => {
    await using upstream = await startUpstream((response) => {
      begin(response, EVENTS[0]!, EVENTS[2]!, 'data: {"half":')
      setTimeout(() => response.destroy(), 20)
    })
    await using gateway = await openGateway({ baseUrl: upstream.baseUrl })
    const response = await answerTo(streamed(gateway.session))
    let seen = ''
    const read = (async () => {
      for await (const chunk of response) seen += chunk.toString()
    })()
    await expect(read).rejects.toThrow('aborted')
    expect(seen).toBe(`${EVENTS[0]}${EVENTS[2]}data: {"half":`)
    // Of the answer, something had come; of the request, nothing can be counted.
    expect((await gateway.recorded())[0]).toMatchObject({
      'gen_ai.usage.input_tokens': null,
      'gen_ai.usage.output_tokens': 3,
      usage_source: 'estimated',
      usage_is_minimum: true,
      cost_picousd: null,
      status: 200,
      error: expect.stringMatching(/^the provider broke off the answer: /),
    })
  })

  test('in a plain body: the client sees a body that is too short', async () => {
    await using upstream = await startUpstream((response) => {
      response.writeHead(200, { 'content-type': 'application/json', 'content-length': '1000' })
      response.write(JSON.stringify(COMPLETION))
      setTimeout(() => response.destroy(), 20)
    })
    await using gateway = await openGateway({ baseUrl: upstream.baseUrl })
    await expect(gateway.post('{}')).rejects.toThrow('aborted')
    expect(gateway.calls[0]).toMatchObject({ status: 200 })
  })

  test('before its answer: the client sees a broken connection', async () => {
    await using upstream = await startUpstream((response) => response.destroy())
    await using gateway = await openGateway({ baseUrl: upstream.baseUrl })
    await expect(gateway.post('{}')).rejects.toThrow('socket hang up')
    expect(gateway.calls[0]).toMatchObject({ ...UNKNOWN, status: null })
  })
})

describe('closing', () => {
  test('a session ends its calls, here and at the provider, and records them before it resolves', async () => {
    const closed = signal()
    await using upstream = await startUpstream((response) => {
      response.on('close', closed.give)
      begin(response, EVENTS[0]!)
    })
    await using gateway = await openGateway({ baseUrl: upstream.baseUrl })
    const response = await answerTo(streamed(gateway.session))
    await once(response, 'data')
    const broken = once(response, 'error')
    await gateway.session.close()
    expect(gateway.calls).toHaveLength(1)
    expect(gateway.calls[0]).toMatchObject({
      ...UNKNOWN,
      status: 200,
      error: 'the session was closed during the call',
    })
    await broken
    await closed.given
    await gateway.session.close()
    expect(gateway.calls).toHaveLength(1)
  })

  test('a session ends its URL and key at once, on connections that are open too, and leaves others alone', async () => {
    await using upstream = await startUpstream((response) => sendJson(response, COMPLETION))
    await using gateway = await openGateway({ baseUrl: upstream.baseUrl })
    const other = gateway.gateway.open({
      ...SPEC,
      onCall: () => {},
    })
    expect((await gateway.post('{}')).status).toBe(200)
    await gateway.session.close()
    expect((await gateway.post('{}')).status).toBe(401)
    expect((await post(other, '{}')).status).toBe(200)
    expect(gateway.calls).toHaveLength(1)
  })

  test('a session tells of a record that could not be kept', async () => {
    await using upstream = await startUpstream((response) => sendJson(response, COMPLETION))
    await using gateway = await openGateway({ baseUrl: upstream.baseUrl, session: { onCall: failToRecord } })
    expect((await gateway.post('{}')).status).toBe(200)
    await expect(gateway.session.close()).rejects.toThrow('disk full')
  })

  test('the gateway records what is under way and listens no more', async () => {
    await using upstream = await startUpstream((response) => begin(response, EVENTS[0]!))
    const gateway = await openGateway({ baseUrl: upstream.baseUrl })
    await answerTo(streamed(gateway.session))
    await gateway.gateway.close()
    expect(gateway.calls).toHaveLength(1)
    await expect(gateway.post('{}')).rejects.toThrow('ECONNREFUSED')
  })
})
