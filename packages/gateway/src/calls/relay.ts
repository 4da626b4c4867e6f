import type { ServerResponse } from 'node:http'
import { downstreamHeaders } from '../http/headers.ts'
import { type Refusal, refuse } from '../http/errors.ts'
import { joined } from '../http/joined.ts'
import { SecretMask } from '../http/secret-mask.ts'
import type { Provider, ProviderRequest } from '../providers/provider.ts'

/** How a call ended. */
export type RelayEnd =
  /** The provider's answer came whole, whatever it says. */
  | { kind: 'answered' }
  /** Nothing reached the provider. */
  | { kind: 'not sent'; error: string }
  /** Sent, but the answer did not come, or not all of it. */
  | { kind: 'cut off'; error: string }

/** Watches an answer pass, and may change it. */
export interface RelayObserver {
  /**
   * Returns whether the body will pass unchanged, so that its announced length still holds; or what the client gets in place
   * of this answer, of which nothing more is heard.
   */
  head(status: number, headers: readonly string[]): boolean | Refusal
  data(chunk: Buffer): readonly Buffer[]
  /** What was held back; called once when the provider sends no more, whole or not. */
  tail(): readonly Buffer[]
  /** Called exactly once, last; with how often the provider's key was overwritten in what came. */
  over(end: RelayEnd, maskedKeys: number): void
}

export const CLIENT_GONE = 'the client closed the connection'

/**
 * Sends a request to the provider and its answer to the client, chunk by chunk, as fast as the client takes it. A client that
 * goes away ends the request at the provider; an answer that breaks off breaks off for the client too. The provider's key,
 * should it come back, goes no further.
 */
export function relay(
  provider: Provider,
  request: ProviderRequest,
  response: ServerResponse,
  observer: RelayObserver,
): { abort(reason: string): void } {
  let over = false
  let begun = false
  const mask = new SecretMask(provider.secrets)
  let paused = false
  const settle = (end: RelayEnd) => {
    if (over) return
    over = true
    observer.over(end, mask.count)
  }
  // One read from the provider's connection can bring many events, each by itself: they go on together.
  let pieces: Buffer[] = []
  const write = (more: readonly Buffer[]) => {
    if (pieces.length === 0 && more.length > 0) process.nextTick(flush)
    for (const piece of more) pieces.push(piece)
  }
  const flush = () => {
    if (over || pieces.length === 0) return
    const all = joined(pieces)
    pieces = []
    begun = true
    if (!response.write(all) && !paused) {
      paused = true
      flow.pause()
      response.once('drain', resume)
    }
  }
  const resume = () => {
    paused = false
    flow.resume()
  }
  const pass = (chunk: Buffer) => {
    if (chunk.length > 0) write(observer.data(chunk))
  }
  const abort = (reason: string) => {
    if (over) return
    const sent = flow.abort()
    response.destroy()
    settle({ kind: sent ? 'cut off' : 'not sent', error: reason })
  }

  // A client that is gone also shows as an error of the response; 'close' follows.
  response.on('error', ignore)
  response.on('close', () => abort(CLIENT_GONE))

  const flow = provider.send(request, {
    head(status, statusText, rawHeaders) {
      const headers = rawHeaders.map((part) => mask.text(part))
      const unchanged = observer.head(status, headers)
      if (typeof unchanged === 'object') {
        flow.abort()
        refuse(response, unchanged)
        settle({ kind: 'cut off', error: `HTTP ${unchanged.status}: ${unchanged.message}` })
        return
      }
      response.writeHead(status, mask.text(statusText), downstreamHeaders(headers, unchanged))
      // With the first bytes of the body if they came along, else by itself.
      process.nextTick(() => {
        if (!begun && pieces.length === 0 && !over) response.flushHeaders()
      })
    },
    data: (chunk) => pass(mask.push(chunk)),
    end() {
      pass(mask.rest())
      write(observer.tail())
      flush()
      response.end()
      settle({ kind: 'answered' })
    },
    fail(error, sent) {
      if (!sent) {
        const message = `The provider could not be reached: ${describe(error)}`
        refuse(response, { status: 502, code: 'provider_unreachable', message })
        settle({ kind: 'not sent', error: message })
        return
      }
      if (response.headersSent) {
        pass(mask.rest())
        write(observer.tail())
        flush()
        // What has come is delivered; then the connection ends before the body does, as the provider's did.
        response.socket?.destroySoon()
      } else response.destroy()
      settle({ kind: 'cut off', error: `the provider broke off the answer: ${describe(error)}` })
    },
  })
  // A client may have gone away before anybody listened.
  if (response.destroyed) abort(CLIENT_GONE)
  return { abort }
}

const ignore = () => {}

// A host with several addresses fails with one error for each and no message of its own.
function describe(error: Error): string {
  if (error.message !== '') return error.message
  return error instanceof AggregateError ? error.errors.map(String).join('; ') : error.name
}
