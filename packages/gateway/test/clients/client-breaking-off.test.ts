import type { ServerResponse } from 'node:http'
import { describe, expect, test } from 'vitest'
import { hello, openGateway, signal, until } from '../support/gateway.ts'
import { startUpstream } from '../support/upstream.ts'
import { WIRE_CASES } from '../support/wire/cases.ts'
import type { Clients } from '../support/wire/case.ts'

const request = { ...hello, model: 'm', stream: true as const }

type Open = (clients: Clients, options?: { signal: AbortSignal }) => PromiseLike<AsyncIterable<unknown>>

/** Everything that is streamed, and how a client asks for it. */
const STREAMS: [string, Open][] = [
  ['/chat/completions', ({ openai }, options) => openai.chat.completions.create(request, options)],
  [
    '/responses',
    ({ openai }, options) => openai.responses.create({ model: 'm', input: 'x', stream: true }, options),
  ],
  [
    '/messages',
    ({ anthropic }, options) => anthropic.messages.create({ ...request, max_tokens: 1 }, options),
  ],
  [
    '/images/generations',
    ({ openai }, options) => openai.images.generate({ prompt: 'x', model: 'm', stream: true }, options),
  ],
]

/** The first two events of such a stream. */
function beginningOf(path: string): string[] {
  const found = WIRE_CASES.find((one) => one.path === path && one.answer.kind === 'streamed')
  return found?.answer.kind === 'streamed' ? found.answer.events.slice(0, 2) : []
}

const begin = (response: ServerResponse, events: string[]) => {
  response.writeHead(200, { 'content-type': 'text/event-stream' })
  for (const event of events) response.write(event)
}

const CUT_OFF = {
  status: 200,
  stream: true,
  usage_reason: expect.stringMatching(/^cut off before the provider reported the usage/),
}

/** The input as counted here, or as Anthropic counts it at the beginning; the output when nothing of it had come. */
const nothingHeard = (path: string, isBegun: boolean) => {
  const counted = path === '/images/generations' ? null : 8
  const isReported = path === '/messages' && isBegun
  return {
    'gen_ai.usage.input_tokens': isReported ? 1203 : counted,
    'gen_ai.usage.output_tokens': null,
    usage_source: isReported || counted === null ? 'unavailable' : 'estimated',
    cost_picousd: null,
  }
}

describe.each(STREAMS)('a stream of %s', (path, open) => {
  test('that its client leaves ends at the provider too', async () => {
    const closed = signal()
    await using upstream = await startUpstream((response) => {
      response.on('close', closed.give)
      begin(response, beginningOf(path))
    })
    await using gateway = await openGateway({ baseUrl: upstream.baseUrl })
    const clients = { openai: gateway.client, anthropic: gateway.anthropic }
    for await (const event of await open(clients)) {
      expect(event).toBeTypeOf('object')
      break
    }
    await closed.given
    await until(() => gateway.calls.length === 1)
    expect(gateway.calls[0]).toMatchObject({
      ...CUT_OFF,
      ...nothingHeard(path, true),
      error: 'the client closed the connection',
    })
  })

  test('that its client gives up before it begins ends at the provider too', async () => {
    const arrived = signal()
    const closed = signal()
    await using upstream = await startUpstream((response) => {
      response.on('close', closed.give)
      arrived.give()
    })
    await using gateway = await openGateway({ baseUrl: upstream.baseUrl })
    const clients = { openai: gateway.client, anthropic: gateway.anthropic }
    const controller = new AbortController()
    const asked = Promise.resolve(open(clients, { signal: controller.signal })).catch(
      (error: unknown) => error,
    )
    await arrived.given
    controller.abort()
    expect(await asked).toMatchObject({ message: 'Request was aborted.' })
    await closed.given
    await until(() => gateway.calls.length === 1)
    expect(gateway.calls[0]).toMatchObject({
      ...CUT_OFF,
      ...nothingHeard(path, false),
      status: null,
    })
  })

  test('that the provider drops is dropped for its client, after what had come', async () => {
    await using upstream = await startUpstream((response) => {
      begin(response, beginningOf(path))
      setTimeout(() => response.destroy(), 20)
    })
    await using gateway = await openGateway({ baseUrl: upstream.baseUrl })
    const clients = { openai: gateway.client, anthropic: gateway.anthropic }
    let seen = 0
    const read = (async () => {
      for await (const event of await open(clients)) seen += event === undefined ? 0 : 1
    })()
    await expect(read).rejects.toThrow('terminated')
    expect(seen).toBeGreaterThan(0)
    expect(await gateway.recorded()).toMatchObject([
      { ...CUT_OFF, ...nothingHeard(path, true), error: expect.stringMatching(/^the provider broke off/) },
    ])
  })
})
