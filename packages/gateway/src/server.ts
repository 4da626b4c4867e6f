import { type IncomingMessage, type ServerResponse, createServer } from 'node:http'
import type { MiddlewareConfig, RefusedCall } from '@genai-devbench/schema'
import { APIS, SUPPORTED, isReadable } from './apis/routes.ts'
import { refuse } from './http/errors.ts'
import { withoutQuery } from './http/without-query.ts'
import { type Metering, meteredCall } from './calls/metered-call.ts'
import { MiddlewareList } from './middleware/middleware-list.ts'
import type { Pin } from './calls/prepare-request.ts'
import type { PriceTable } from './prices/prices.ts'
import type { Provider } from './providers/provider.ts'
import { relay } from './calls/relay.ts'
import type { OpenSession, Session, SessionSpec } from './sessions/session.ts'
import { Sessions } from './sessions/sessions.ts'

export interface GatewayOptions {
  provider: Provider
  /** What is set to the session's value in every request. */
  pin: Pin
  prices: PriceTable
  /** What every request passes, in order; default: nothing. */
  middleware?: readonly MiddlewareConfig[]
  /** Called for each request that is not let in. */
  onRefused?(call: RefusedCall): void
  /** How long a client may take over a request, and keep a connection without one. */
  timeouts?: Timeouts
  /** The clock of `started_at`; durations are measured with a monotonic one. */
  now?: () => Date
}

/** Milliseconds. A connection that is over one is closed at the next check. */
export interface Timeouts {
  /** To the end of a request's headers; also from opening a connection to its first request. */
  headers: number
  /** To the end of its body. An answer may take as long as it takes. */
  request: number
  /** From the end of an answer to the next request. */
  idle: number
  check: number
}

const TIMEOUTS: Timeouts = {
  headers: 20_000,
  request: 60_000,
  // Longer than clients keep idle connections, so that it is they who close them and never a request that meets a closed one.
  idle: 75_000,
  check: 5_000,
}

export interface Gateway {
  /** On 127.0.0.1. */
  port: number
  open(spec: SessionSpec): Session
  /** Closes every session, then the server and the provider. */
  close(): Promise<void>
}

/** Node's default, which its command line can change. */
const MAX_HEADER_BYTES = 16 * 1024

/** Starts a gateway on a free port of the loopback interface. Rejects when it cannot listen. */
export async function startGateway({
  provider,
  pin,
  prices,
  middleware = [],
  timeouts = TIMEOUTS,
  onRefused = () => {},
  now = () => new Date(),
}: GatewayOptions): Promise<Gateway> {
  const metering: Metering = {
    provider,
    pin,
    prices,
    middleware: await MiddlewareList.of(middleware),
    now,
  }
  const sessions = new Sessions()
  const guard: Guard = { sessions, onRefused, now }
  const server = createServer(
    {
      headersTimeout: timeouts.headers,
      requestTimeout: timeouts.request,
      keepAliveTimeout: timeouts.idle,
      connectionsCheckingInterval: timeouts.check,
      maxHeaderSize: MAX_HEADER_BYTES,
    },
    (request, response) => {
      answer(metering, guard, request, response).catch((error: unknown) => {
        refuse(response, {
          status: 500,
          code: 'gateway_error',
          message: `The gateway failed: ${String(error)}`,
        })
      })
    },
  )
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject)
    server.listen(0, '127.0.0.1', resolve)
  })
  const address = server.address()
  // A string would be a pipe, null a server that does not listen: neither can be here.
  const port = typeof address === 'object' && address !== null ? address.port : 0

  return {
    port,
    open(spec) {
      if (!server.listening) throw new Error('The gateway is closed.')
      const session = sessions.open(spec)
      const endpoint = {
        baseUrl: `http://127.0.0.1:${port}/s/${session.token}/v1`,
        apiKey: session.apiKey,
      }
      provider.opened?.(spec, endpoint)
      return { ...endpoint, close: () => sessions.close(session) }
    },
    async close() {
      try {
        await sessions.closeAll()
      } finally {
        await new Promise((resolve) => {
          server.close(resolve)
          server.closeAllConnections()
        })
        await provider.close()
      }
    },
  }
}

interface Guard {
  sessions: Sessions
  onRefused(call: RefusedCall): void
  now(): Date
}

async function answer(
  metering: Metering,
  { sessions, onRefused, now }: Guard,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const { token, path } = target(request.url ?? '')
  const route = withoutQuery(path)
  const admission = sessions.admit(token, request.headers)
  if (!('session' in admission)) {
    const { method = '' } = request
    onRefused({ time: now().toISOString(), method, path: token === '' ? '' : `/v1${route}`, ...admission })
    const message =
      'The URL or the API key is not, or no longer, valid: each process gets its own, good until its step ends.'
    return refuse(response, { status: 401, code: 'invalid_api_key', message })
  }
  const { session } = admission
  const api = request.method === 'POST' ? APIS.get(route) : undefined
  if (api !== undefined) {
    const version = api.inVersionOf?.(request.headers) ?? api
    return meteredCall(metering, version, session, request, response, path)
  }
  if (request.method === 'GET' && isReadable(route)) {
    return passThrough(metering.provider, session, request, response, path)
  }
  const message = `${request.method} /v1${route} is not supported. Supported: ${SUPPORTED}.`
  refuse(response, { status: 404, code: 'unknown_url', message })
}

/** `/s/<token>/v1<path>` taken apart; the token is '' when it has another form. */
function target(url: string): { token: string; path: string } {
  const [, token = '', path = ''] = /^\/s\/([\w-]+)\/v1(\/.*)$/.exec(url) ?? []
  return { token, path }
}

/** Asks the provider and records nothing: no model is called. */
function passThrough(
  provider: Provider,
  session: OpenSession,
  request: IncomingMessage,
  response: ServerResponse,
  path: string,
): void {
  const release = session.track({ abort: () => relayed.abort('the session was closed') })
  const relayed = relay(
    provider,
    {
      method: 'GET',
      path,
      model: null,
      headers: request.rawHeaders,
      body: undefined,
      session: session.spec,
      ordinal: 0,
    },
    response,
    { head: () => true, data: (chunk) => [chunk], tail: () => [], over: () => release() },
  )
}
