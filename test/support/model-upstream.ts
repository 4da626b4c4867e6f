import { type IncomingMessage, type Server, type ServerResponse, createServer } from 'node:http'
import type { AddressInfo } from 'node:net'

export interface Upstream extends AsyncDisposable {
  /** To be given as llm.base_url. */
  baseUrl: string
  /** Bodies of all chat requests. */
  requests: { model: string; stream?: boolean }[]
}

/** A server on loopback with OpenAI's chat completions and nothing else, which gives one answer to everything. */
export async function modelUpstream(answer: { text: string } | { status: number }): Promise<Upstream> {
  const requests: Upstream['requests'] = []
  const server = createServer((request, response) => {
    void respond(request, response)
  })
  const respond = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const parsed = JSON.parse((await bodyOf(request)) || '{}') as Upstream['requests'][number]
    requests.push(parsed)
    if ('status' in answer) {
      response.writeHead(answer.status, { 'content-type': 'application/json' })
      response.end(JSON.stringify({ error: { message: 'refused', type: 'invalid_request_error' } }))
      return
    }
    if (request.url !== '/v1/chat/completions') {
      response.writeHead(404).end()
      return
    }
    response.writeHead(200, { 'content-type': parsed.stream ? 'text/event-stream' : 'application/json' })
    response.end(parsed.stream ? streamed(answer.text) : whole(answer.text))
  }
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  return {
    baseUrl: `http://127.0.0.1:${(server.address() as AddressInfo).port}/v1`,
    requests,
    [Symbol.asyncDispose]: () => close(server),
  }
}

const USAGE = { prompt_tokens: 10, completion_tokens: 5, total_tokens: 15 }

function whole(content: string): string {
  const choices = [{ index: 0, message: { role: 'assistant', content }, finish_reason: 'stop' }]
  return JSON.stringify({
    id: 'x',
    object: 'chat.completion',
    created: 1,
    model: 'upstream',
    choices,
    usage: USAGE,
  })
}

function streamed(content: string): string {
  const chunk = (part: object) =>
    `data: ${JSON.stringify({ id: 'x', object: 'chat.completion.chunk', created: 1, model: 'upstream', ...part })}\n\n`
  return [
    chunk({ choices: [{ index: 0, delta: { role: 'assistant', content }, finish_reason: null }] }),
    chunk({ choices: [{ index: 0, delta: {}, finish_reason: 'stop' }] }),
    chunk({ choices: [], usage: USAGE }),
    'data: [DONE]\n\n',
  ].join('')
}

async function bodyOf(request: IncomingMessage): Promise<string> {
  let body = ''
  for await (const chunk of request) body += String(chunk)
  return body
}

async function close(server: Server): Promise<void> {
  server.closeAllConnections()
  await new Promise((resolve) => server.close(resolve))
}
