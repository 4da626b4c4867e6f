import { readFile } from 'node:fs/promises'
import type { RecordedCall } from '@genai-devbench/schema'
import { errorBody } from '../http/errors.ts'
import type { TextPattern } from '../middleware/linear-pattern.ts'
import { Redaction } from '../middleware/redaction.ts'
import { canonicalRequest } from '../recording/canonical-request.ts'
import { piecesOf } from '../recording/pieced-body.ts'
import { RecordedAnswers } from '../recording/recorded-answers.ts'
import type { Recording } from '../recording/read-recording.ts'
import { SessionPlaces } from '../recording/session-places.ts'
import type { SessionSpec } from '../sessions/session.ts'
import { providerName } from './provider-name.ts'
import type { Provider, ProviderRequest, ResponseFlow, ResponseReceiver } from './provider.ts'

export interface ReplayOptions {
  /** Patterns of what differs from run to run in the texts of requests, beyond what is known to. */
  mask?: readonly TextPattern[]
  /** What was taken out of the recording when it was written. */
  redaction?: Redaction
}

interface ReplayedSession {
  places: SessionPlaces
  /** How often each request was made so far, by its key. */
  asked: Map<string, number>
}

/**
 * Answers as it is recorded, at once: the k-th time a request is made in a phase of a step of a run with what came back the
 * k-th time. What broke off breaks off again, and what never ended does not end. A request that was not recorded is refused with status
 * 400, which clients do not retry, and its step can be no result.
 */
export function replayProvider(
  recording: Recording,
  { mask = [], redaction = new Redaction() }: ReplayOptions = {},
): Provider {
  const answers = new RecordedAnswers(recording, mask)
  const sessions = new WeakMap<SessionSpec, ReplayedSession>()
  return {
    id: providerName(recording.header.provider),
    replayed: true,
    secrets: [],
    opened(spec, endpoint) {
      sessions.set(spec, { places: new SessionPlaces(spec, endpoint), asked: new Map() })
    },
    send(request, receiver) {
      const session = sessions.get(request.session)
      if (session === undefined) throw new Error('a request of a session that was not opened')
      const asked = askedRequest(request, session.places, redaction)
      const key = answers.keyOf(asked)
      const ordinal = (session.asked.get(key) ?? 0) + 1
      session.asked.set(key, ordinal)
      const exchange = new ReplayedExchange(receiver)
      const play = async () => {
        const found = await answers.find(request.session, asked, ordinal)
        if ('miss' in found) exchange.refuse(found.miss, request.session)
        else exchange.play(found, await bodyOf(found, recording, session.places))
      }
      play().catch((error: unknown) => exchange.break(error, request.session))
      return exchange
    },
    close: async () => {},
  }
}

/** As it would be recorded. */
function askedRequest({ method, path, body }: ProviderRequest, places: SessionPlaces, redaction: Redaction) {
  const clean = (text: string) => redaction.text(places.hide(text))
  const canonical = body === undefined ? null : canonicalRequest(body, clean)
  return { method, path, body: canonical }
}

async function bodyOf(
  { answer }: RecordedCall,
  { paths }: Recording,
  places: SessionPlaces,
): Promise<Buffer[]> {
  if (answer === null) return []
  const bytes = await readFile(paths.body(answer.body))
  return piecesOf(places.showInBody({ bytes, chunks: answer.chunks }))
}

class ReplayedExchange implements ResponseFlow {
  readonly #receiver: ResponseReceiver
  #isOver = false
  #sent = true

  constructor(receiver: ResponseReceiver) {
    this.#receiver = receiver
  }

  // The whole answer is in memory already.
  pause(): void {}
  resume(): void {}

  abort(): boolean {
    this.#isOver = true
    return this.#sent
  }

  play({ answer, end, sent, error }: RecordedCall, chunks: readonly Buffer[]): void {
    if (this.#isOver) return
    this.#sent = sent
    if (answer !== null) this.#receiver.head(answer.status, '', Object.entries(answer.headers).flat())
    for (const chunk of chunks) this.#receiver.data(chunk)
    // An aborted call waits for whoever aborted it.
    if (end === 'aborted') return
    this.#isOver = true
    if (end === 'answered') this.#receiver.end()
    else this.#receiver.fail(new Error(error ?? 'the provider broke off the answer'), sent)
  }

  refuse(message: string, session: SessionSpec): void {
    if (this.#isOver) return
    this.#isOver = true
    this.#receiver.head(400, '', ['content-type', 'application/json', 'x-should-retry', 'false'])
    this.#receiver.data(errorBody({ status: 400, code: 'replay_miss', message }))
    this.#receiver.end()
    session.onFault?.(message)
  }

  /** The recording was whole when the experiment began. */
  break(error: unknown, session: SessionSpec): void {
    if (this.#isOver) return
    this.#isOver = true
    const reason = `The recording cannot be read: ${error instanceof Error ? error.message : String(error)}`
    this.#receiver.fail(new Error(reason), false)
    session.onFault?.(reason)
  }
}
