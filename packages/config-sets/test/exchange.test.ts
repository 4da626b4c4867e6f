import { once } from 'node:events'
import { type AddressInfo, createServer } from 'node:net'
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'

interface Message {
  method: string
  headers: Record<string, string>
  content?: string
}
interface Exchange {
  exchange(
    url: string,
    message: Message,
  ): Promise<{ status: number; headers: Map<string, string>; text: string }>
}

const PATH = join(import.meta.dirname, '../../../config_sets/default/acceptance/exchange.mjs')
const { exchange } = (await import(PATH)) as Exchange

const JSON_TYPE = 'Content-Type: application/json\r\n'
/** What servers may send, by the path that asks for it. */
const ANSWERS: Record<string, string> = {
  whole: `HTTP/1.1 200 OK\r\n${JSON_TYPE}Content-Length: 2\r\n\r\n{}`,
  old: `HTTP/1.0 200 OK\r\n${JSON_TYPE}\r\n{"a":1}`,
  chunked: 'HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n2\r\n{}\r\n0\r\n\r\n',
  marked: 'HTTP/1.1 200 OK\r\n\r\n\uFEFF{}',
  typedTwice: `HTTP/1.1 200 OK\r\n${JSON_TYPE}${JSON_TYPE}Content-Length: 2\r\n\r\n{}`,
  staysOpen: 'HTTP/1.1 200 OK\r\nConnection: keep-alive\r\nContent-Length: 2\r\n\r\n{}',
  noContent: 'HTTP/1.1 204 No Content\r\n\r\n',
  noContentWithBody: 'HTTP/1.1 204 No Content\r\nContent-Length: 2\r\n\r\n{}',
  tooMuch: 'HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n{}{}',
  tooLittle: 'HTTP/1.1 200 OK\r\nContent-Length: 20\r\n\r\n{}',
  cutOff: 'HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n2\r\n{}\r\n',
  nothing: '',
  otherProtocol: 'hello\r\n\r\n',
  movedForGood: 'HTTP/1.1 301 x\r\nLocation: /whole\r\nContent-Length: 0\r\n\r\n',
  seeOther: 'HTTP/1.1 303 x\r\nLocation: whole\r\nContent-Length: 0\r\n\r\n',
  elsewhere: 'HTTP/1.1 307 x\r\nLocation: /whole\r\nContent-Length: 0\r\n\r\n',
  inCircles: 'HTTP/1.1 302 x\r\nLocation: inCircles\r\nContent-Length: 0\r\n\r\n',
}

const MESSAGES: Message[] = [
  { method: 'GET', headers: {} },
  { method: 'POST', headers: {} },
  { method: 'PUT', headers: { 'content-type': 'application/json' }, content: '{"ä":1}' },
]

test('the checks get the answers that fetch gets, and ask what fetch asks, redirects included', async () => {
  let requests: string[] = []
  const server = createServer((socket) => {
    socket.on('error', () => {})
    socket.once('data', (data) => {
      const [line = '', ...rest] = data.toString().split('\r\n')
      const told = rest
        .filter((header) => /^(content-|connection)/i.test(header))
        .map((each) => each.toLowerCase())
      requests.push([line, ...told.toSorted()].join('\n'))
      socket.end(ANSWERS[line.split(/[ /]+/)[1] ?? ''] ?? '')
    })
  }).listen(0, '127.0.0.1')
  onTestFinished(() => void server.close())
  await once(server, 'listening')
  const base = `http://127.0.0.1:${(server.address() as AddressInfo).port}/`
  const seen = async (answer: () => Promise<unknown>) => {
    requests = []
    return { answer: await answer().catch(() => 'no answer'), requests }
  }
  for (const path of Object.keys(ANSWERS)) {
    for (const message of MESSAGES) {
      const { method, headers, content } = message
      const byFetch = await seen(async () => {
        const init = {
          method,
          headers: { connection: 'close', ...headers },
          ...(content && { body: content }),
        }
        const answer = await fetch(base + path, init)
        return [answer.status, answer.headers.get('content-type') ?? undefined, await answer.text()]
      })
      const bySet = await seen(async () => {
        const answer = await exchange(base + path, message)
        return [answer.status, answer.headers.get('content-type'), answer.text]
      })
      expect(bySet, `${method} ${path}`).toEqual(byFetch)
    }
  }
})
