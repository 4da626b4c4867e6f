import { once } from 'node:events'
import { type IncomingMessage, type ServerResponse, createServer } from 'node:http'
import { text } from 'node:stream/consumers'
import { expect, onTestFinished, test } from 'vitest'

const CLIENT = new URL('../config_sets/default/acceptance/client.mjs', import.meta.url).href

/** As `fetch` gives it, so that what an application may do does not depend on what asks it. */
type Request = (
  method: string,
  path: string,
  options?: { body?: object; raw?: string; token?: string },
) => Promise<{ status: number; json: unknown }>

test('the client of the checks of default follows redirects and sends bodies as fetch does', async () => {
  const { url, request } = await open()
  for (const path of ['/echo', '/301', '/302', '/303', '/307', '/308', '/nowhere', '/404']) {
    for (const [method, options] of [
      ['GET', {}],
      ['DELETE', { token: 'secret' }],
      ['POST', { body: { name: 'Zoë 北京' } }],
      ['PUT', { raw: '' }],
    ] as const) {
      const { status, json } = await request(method, path, options)
      expect({ status, json }, `${method} ${path}`).toEqual(await fetched(url + path, method, options))
    }
  }
  await expect(request('GET', '/308/308')).rejects.toThrow('GET /308/308: more than 20 redirects')
})

test('the client of the checks of default says why there is no answer', async () => {
  const { server, request } = await open()
  await expect(request('GET', '/end')).rejects.toThrow('GET /end: socket hang up')
  server.close()
  await expect(request('GET', '/echo')).rejects.toThrow(/^GET \/echo: connect ECONNREFUSED/)
})

/** Answers with what it was sent, or sends elsewhere. */
async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
  const { method, url = '', headers } = request
  const status = Number(url.slice(1, 4))
  if (url === '/end') request.socket.destroy()
  else if (url === '/308/308') response.writeHead(308, { location: url }).end()
  else if (url === '/nowhere') response.writeHead(307).end('{}')
  else if (status > 0) response.writeHead(status, { location: '/echo' }).end('{}')
  else {
    const { authorization, 'content-type': type, 'content-length': length, connection } = headers
    const echo = { method, authorization, type, length, connection, body: await text(request) }
    response.end(JSON.stringify(echo))
  }
}

async function open() {
  const server = createServer((request, response) => void answer(request, response))
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  onTestFinished(() => void server.close())
  const address = server.address()
  if (address === null || typeof address === 'string') throw new Error('The server has no port.')
  const url = `http://127.0.0.1:${address.port}`
  const { request } = (await import(CLIENT)) as { request: Request }
  process.env['BASE_URL'] = url
  onTestFinished(() => void delete process.env['BASE_URL'])
  return { server, url, request }
}

async function fetched(
  url: string,
  method: string,
  options: { body?: object; raw?: string; token?: string },
) {
  const content = options.raw ?? (options.body && JSON.stringify(options.body))
  const response = await fetch(url, {
    method,
    ...(content !== undefined && { body: content }),
    headers: {
      connection: 'close',
      ...(content !== undefined && { 'content-type': 'application/json' }),
      ...(options.token && { authorization: `Bearer ${options.token}` }),
    },
  })
  return { status: response.status, json: await response.json() }
}
