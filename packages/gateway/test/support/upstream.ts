import { type IncomingHttpHeaders, type ServerResponse, createServer } from 'node:http'
import { buffer } from 'node:stream/consumers'

export interface Received {
  method: string
  url: string
  headers: IncomingHttpHeaders
  body: Buffer
}

/** A provider on loopback: what it received, and how it answers. */
export async function startUpstream(answer: (response: ServerResponse, received: Received) => unknown) {
  const received: Received[] = []
  const server = createServer((request, response) => {
    void (async () => {
      const { method = '', url = '', headers } = request
      const one = { method, url, headers, body: await buffer(request) }
      received.push(one)
      await answer(response, one)
    })()
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const address = server.address()
  const port = typeof address === 'object' && address !== null ? address.port : 0
  return {
    baseUrl: `http://127.0.0.1:${port}/v1`,
    received,
    async [Symbol.asyncDispose]() {
      await new Promise((resolve) => {
        server.close(resolve)
        server.closeAllConnections()
      })
    },
  }
}

export const USAGE = {
  prompt_tokens: 1200,
  completion_tokens: 34,
  total_tokens: 1234,
  prompt_tokens_details: { cached_tokens: 1000, audio_tokens: 0 },
  completion_tokens_details: { reasoning_tokens: 20 },
}

export const COMPLETION = {
  id: 'chatcmpl-1',
  object: 'chat.completion',
  created: 1,
  model: 'gpt-4o-mini-2024-07-18',
  choices: [
    { index: 0, message: { role: 'assistant', content: 'Hé 😀' }, logprobs: null, finish_reason: 'stop' },
  ],
  usage: USAGE,
}

const chunk = (fields: object) => ({
  id: 'chatcmpl-1',
  object: 'chat.completion.chunk',
  created: 1,
  model: COMPLETION.model,
  ...fields,
})
const delta = (content: object, finish_reason: string | null = null) =>
  chunk({ choices: [{ index: 0, delta: content, finish_reason }], usage: null })

const event = (data: object) => `data: ${JSON.stringify(data)}\n\n`

/** What a stream carries when its usage was not asked for, and the one event more when it was. */
export const EVENTS = [
  event(delta({ role: 'assistant', content: '' })),
  ': keep-alive\n\n',
  event(delta({ content: 'Hé ' })),
  event(delta({ content: '😀' })),
  event(delta({}, 'stop')),
]
export const USAGE_EVENT = event(chunk({ choices: [], usage: USAGE }))
export const DONE = 'data: [DONE]\n\n'

export function sendJson(response: ServerResponse, value: unknown, status = 200): void {
  const body = JSON.stringify(value)
  response.writeHead(status, {
    'content-type': 'application/json',
    'content-length': Buffer.byteLength(body),
  })
  response.end(body)
}

export function sendEvents(response: ServerResponse, ...events: string[]): void {
  response.writeHead(200, { 'content-type': 'text/event-stream; charset=utf-8' })
  for (const one of events) response.write(one)
  response.end()
}
