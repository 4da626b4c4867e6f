import { type Socket, connect } from 'node:net'
import { once } from 'node:events'
import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'
import { expect, test } from 'vitest'
import { openGateway, until } from '../support/gateway.ts'
import { COMPLETION, sendJson, startUpstream } from '../support/upstream.ts'

const HASTY = { headers: 600, request: 900, idle: 300, check: 50 }

setFlagsFromString('--expose-gc')
const collectGarbage = runInNewContext('gc') as () => void

async function hastyGateway() {
  const upstream = await startUpstream((response) => sendJson(response, COMPLETION))
  const gateway = await openGateway({ baseUrl: upstream.baseUrl, timeouts: HASTY })
  return {
    ...gateway,
    upstream,
    async [Symbol.asyncDispose]() {
      await gateway[Symbol.asyncDispose]()
      await upstream[Symbol.asyncDispose]()
    },
  }
}

type Open = Awaited<ReturnType<typeof hastyGateway>>

const requestLine = ({ session }: Open) =>
  `POST ${new URL(session.baseUrl).pathname}/chat/completions HTTP/1.1\r\nHost: x\r\n`
const authorization = ({ session }: Open) => `Authorization: Bearer ${session.apiKey}\r\n`

/** What a client sends first, and then again and again. */
const SLOW: Record<string, (gateway: Open) => { first: string; drip: string }> = {
  'never send anything': () => ({ first: '', drip: '' }),
  'never end their headers': (gateway) => ({ first: `${requestLine(gateway)}X-Slow: `, drip: 'y' }),
  'never end their body': (gateway) => ({
    first: `${requestLine(gateway)}${authorization(gateway)}Content-Length: 100000\r\n\r\n{`,
    drip: ' ',
  }),
  'never end a body of unknown length': (gateway) => ({
    first: `${requestLine(gateway)}${authorization(gateway)}Transfer-Encoding: chunked\r\n\r\n`,
    drip: '1\r\n \r\n',
  }),
  'never end the body of a call that is refused': (gateway) => ({
    first: `${requestLine(gateway)}Content-Length: 100000\r\n\r\n{`,
    drip: ' ',
  }),
  'ask once and stay': (gateway) => ({
    first: `${requestLine(gateway)}${authorization(gateway)}Content-Length: 2\r\n\r\n{}`,
    drip: '',
  }),
}

/** Opens many such connections; each drips until the gateway ends it. */
async function slowClients(
  gateway: Open,
  count: number,
  kind: (gateway: Open) => { first: string; drip: string },
) {
  const { first, drip } = kind(gateway)
  const sockets: Socket[] = []
  for (let i = 0; i < count; i++) {
    const socket = connect(gateway.gateway.port, '127.0.0.1')
    socket.on('error', () => {})
    socket.resume()
    await once(socket, 'connect')
    socket.write(first)
    if (drip !== '') {
      const timer = setInterval(() => socket.write(drip), 20)
      socket.on('close', () => clearInterval(timer))
    }
    sockets.push(socket)
  }
  return {
    /** Resolves when the gateway has closed all of them. */
    ended: Promise.all(sockets.map(async (socket) => socket.closed || (await once(socket, 'close')))),
    open: () => sockets.filter((socket) => !socket.closed).length,
  }
}

const handles = () => process.getActiveResourcesInfo().filter((name) => /^(TCP|Timeout)/.test(name)).length

test('hundreds of slow clients of every kind stop nobody else, and are ended', async () => {
  await using gateway = await hastyGateway()
  await gateway.post('{}')
  const before = handles()
  const clients = await Promise.all(Object.values(SLOW).map((kind) => slowClients(gateway, 60, kind)))
  const answered = await gateway.post('{}')
  expect(clients.map(({ open }) => open() > 0)).toEqual(clients.map(() => true))
  expect(answered.status).toBe(200)
  await Promise.all(clients.map(({ ended }) => ended))
  // Both ends of each were in this process.
  await until(() => handles() <= before + 4)
  const broken = gateway.calls.filter(({ error }) => error === 'the client broke off its request')
  expect(broken).toHaveLength(2 * 60)
})

test('what slow clients took is given back', async () => {
  await using gateway = await hastyGateway()
  const round = async () => {
    const { ended } = await slowClients(gateway, 200, SLOW['never end their body']!)
    await ended
    gateway.calls.length = 0
    await gateway.post('{}')
    collectGarbage()
    return process.memoryUsage().heapUsed
  }
  await round()
  const warm = await round()
  await round()
  const grown = (await round()) - warm
  // A connection that is kept, with its request and its call, takes more than 10 kB.
  expect(grown).toBeLessThan(2 * 200 * 5000)
})

test('headers over 16 KiB are refused with 431, and a call after them is answered', async () => {
  await using gateway = await hastyGateway()
  const long = { 'x-long': 'y'.repeat(17 * 1024) }
  expect((await gateway.post('{}', long)).status).toBe(431)
  expect((await gateway.post('{}', { 'x-long': 'y'.repeat(15 * 1024) })).status).toBe(200)
  expect(gateway.upstream.received).toHaveLength(1)
})
