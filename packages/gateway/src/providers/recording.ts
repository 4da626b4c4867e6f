import type { RecordedCall } from '@genai-devbench/schema'
import { Redaction } from '../middleware/redaction.ts'
import { canonicalRequest } from '../recording/canonical-request.ts'
import { type PiecedBody, piecedBody, replaceInBody } from '../recording/pieced-body.ts'
import type { Recorder } from '../recording/recorder.ts'
import { SessionPlaces } from '../recording/session-places.ts'
import type { SessionSpec } from '../sessions/session.ts'
import type { Provider, ProviderRequest, ResponseFlow, ResponseReceiver } from './provider.ts'

/** Headers that clients act upon. What else a provider sends may name accounts. */
const KEPT_HEADERS = new Set([
  'content-type',
  'content-encoding',
  'retry-after',
  'retry-after-ms',
  'x-should-retry',
])

/** Hands everything on to another provider, and keeps what is asked and what comes back. */
export function recordingProvider(
  inner: Provider,
  recorder: Recorder,
  redaction = new Redaction(),
): Provider {
  const sessions = new WeakMap<SessionSpec, { places: SessionPlaces; asked: number }>()
  return {
    id: inner.id,
    secrets: inner.secrets,
    opened(spec, endpoint) {
      sessions.set(spec, { places: new SessionPlaces(spec, endpoint), asked: 0 })
      recorder.begin(spec.framework, spec.run)
      inner.opened?.(spec, endpoint)
    },
    send(request, receiver) {
      const session = sessions.get(request.session)
      if (session === undefined) throw new Error('a request of a session that was not opened')
      const { places } = session
      const exchange = new RecordedExchange(request, receiver, {
        recorder,
        places,
        secrets: inner.secrets,
        redaction,
        place: ++session.asked,
      })
      return exchange.holding(inner.send(request, exchange))
    },
    close: () => inner.close(),
  }
}

interface Recording {
  recorder: Recorder
  places: SessionPlaces
  secrets: readonly string[]
  redaction: Redaction
  place: number
}

class RecordedExchange implements ResponseReceiver {
  readonly #request: ProviderRequest
  readonly #receiver: ResponseReceiver
  readonly #recording: Recording
  #head: { status: number; headers: Record<string, string> } | null = null
  readonly #chunks: Buffer[] = []
  #isKept = false

  constructor(request: ProviderRequest, receiver: ResponseReceiver, recording: Recording) {
    this.#request = request
    this.#receiver = receiver
    this.#recording = recording
  }

  holding(flow: ResponseFlow): ResponseFlow {
    return {
      pause: () => flow.pause(),
      resume: () => flow.resume(),
      abort: () => {
        const sent = flow.abort()
        this.#keep('aborted', sent, null)
        return sent
      },
    }
  }

  head(status: number, statusText: string, headers: string[]): void {
    this.#head = { status, headers: keptHeaders(headers) }
    this.#receiver.head(status, statusText, headers)
  }

  data(chunk: Buffer): void {
    this.#chunks.push(chunk)
    this.#receiver.data(chunk)
  }

  end(): void {
    this.#keep('answered', true, null)
    this.#receiver.end()
  }

  fail(error: Error, sent: boolean): void {
    this.#keep('failed', sent, describe(error))
    this.#receiver.fail(error, sent)
  }

  #keep(end: RecordedCall['end'], sent: boolean, error: string | null): void {
    if (this.#isKept) return
    this.#isKept = true
    const { session } = this.#request
    try {
      this.#record(end, sent, error)
    } catch (failure) {
      session.onFault?.(`The recording could not be written: ${String(failure)}`)
    }
  }

  #record(end: RecordedCall['end'], sent: boolean, error: string | null): void {
    const { recorder, place } = this.#recording
    const { method, path, body, session } = this.#request
    const answer = this.#clean(piecedBody(this.#chunks))
    recorder.append(session.framework, session.run, {
      attempt: session.attempt,
      step: session.step,
      phase: session.phase,
      place,
      method,
      path,
      request:
        body === undefined ? null : recorder.keep(canonicalRequest(body, (text) => this.#cleanText(text))),
      answer: this.#head && {
        ...this.#head,
        body: recorder.keep(answer.bytes),
        chunks: [...answer.chunks],
      },
      end,
      sent,
      error: error === null ? null : this.#cleanText(error),
    })
  }

  #clean(body: PiecedBody): PiecedBody {
    const { places, secrets, redaction } = this.#recording
    const pattern = anyOf(secrets)
    const headers = this.#head?.headers ?? {}
    const isStream = isEventStream(headers)
    const hidden = isStream ? places.hideInStream(body) : places.hideInBody(body)
    const keyless = pattern === undefined ? hidden : replaceInBody(hidden, pattern, () => '[key]')
    return isCompressed(headers) ? keyless : redaction.body(keyless, isStream)
  }

  #cleanText(text: string): string {
    const { places, secrets, redaction } = this.#recording
    return redaction.text(
      secrets.reduce((rest, secret) => rest.replaceAll(secret, '[key]'), places.hide(text)),
    )
  }
}

function keptHeaders(headers: readonly string[]): Record<string, string> {
  const kept: Record<string, string> = {}
  for (let i = 0; i < headers.length; i += 2) {
    const name = headers[i]!.toLowerCase()
    if (KEPT_HEADERS.has(name)) kept[name] = headers[i + 1]!
  }
  return kept
}

const isCompressed = ({ 'content-encoding': encoding = 'identity' }: Record<string, string>) =>
  encoding !== 'identity'

const isEventStream = (headers: Record<string, string>) =>
  (headers['content-type'] ?? '').startsWith('text/event-stream') && !isCompressed(headers)

const anyOf = (texts: readonly string[]): RegExp | undefined =>
  texts.length === 0
    ? undefined
    : new RegExp(texts.map((text) => text.replace(/\W/g, (character) => `\\${character}`)).join('|'), 'g')

// A host with several addresses fails with one error for each and no message of its own.
const describe = (error: Error): string =>
  error.message === '' && error instanceof AggregateError
    ? error.errors.map(String).join('; ')
    : error.message
