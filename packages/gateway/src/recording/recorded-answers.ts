import { readFile } from 'node:fs/promises'
import type { RecordedCall } from '@genai-devbench/schema'
import type { SessionSpec } from '../sessions/session.ts'
import type { TextPattern } from '../middleware/linear-pattern.ts'
import { canonicalRequest, hideChanging, requestKey } from './canonical-request.ts'
import { firstDifference, nearestRequest } from './nearest-request.ts'
import type { RecordedRun, Recording } from './read-recording.ts'

/** Where a request is made: the same request has answers of its own in each run, step and phase. */
export type Asker = Pick<SessionSpec, 'framework' | 'run' | 'step' | 'phase'>

export interface AskedRequest {
  method: RecordedCall['method']
  path: string
  /** Canonical, with the session's places hidden; null for a request without a body. */
  body: string | null
}

interface KeyedCall {
  call: RecordedCall
  key: string
}

/** Finds the answers in a recording. */
export class RecordedAnswers {
  readonly #recording: Recording
  readonly #hideChanging: (text: string) => string
  readonly #keyed = new Map<RecordedRun, Promise<KeyedCall[]>>()

  /** `mask`: patterns of what else differs from run to run. */
  constructor(recording: Recording, mask: readonly TextPattern[]) {
    this.#recording = recording
    this.#hideChanging = hideChanging(mask)
  }

  /** The same for two requests between which a replay makes no difference. */
  keyOf(asked: AskedRequest): string {
    return requestKey(asked.method, asked.path, this.#comparable(asked.body))
  }

  /** What came back when the request was made for the `ordinal`-th time; else, in words, what there is instead. */
  async find(asker: Asker, asked: AskedRequest, ordinal: number): Promise<RecordedCall | { miss: string }> {
    const calls = this.#recording.runs.get(asker.framework)?.get(asker.run) ?? []
    const ofPhase = (await this.#withKeys(calls)).filter(({ call }) => isOf(asker, call))
    const key = this.keyOf(asked)
    const same = ofPhase.filter((recorded) => recorded.key === key)
    const found = same[ordinal - 1]
    if (found !== undefined) return found.call
    return { miss: `${headline(asker, asked)} ${await this.#instead(asker, asked, calls, same.length)}` }
  }

  /** By the order in which they were asked, whichever was answered first. */
  #withKeys(calls: RecordedRun): Promise<KeyedCall[]> {
    const known = this.#keyed.get(calls)
    if (known !== undefined) return known
    const keyed = Promise.all(
      calls
        .toSorted((a, b) => a.place - b.place)
        .map(async (call) => ({
          call,
          key: requestKey(call.method, call.path, this.#comparable(await this.#requestOf(call))),
        })),
    )
    this.#keyed.set(calls, keyed)
    return keyed
  }

  async #instead(asker: Asker, asked: AskedRequest, calls: RecordedRun, same: number): Promise<string> {
    if (calls.length === 0) return 'Nothing was recorded of this run.'
    if (same > 0)
      return `It was recorded ${same === 1 ? 'once' : `${same} times`}, and is now made once more.`
    const alike = calls.filter(
      (call) => isOf(asker, call) && call.method === asked.method && call.path === asked.path,
    )
    if (alike.length === 0) {
      const places = [...new Set(calls.map(({ step, phase }) => `step ${step} ${phase}`))].join(', ')
      return `None to this address was recorded there. Of this run were recorded: ${places}.`
    }
    const comparable = this.#comparable(asked.body) ?? 'null'
    const recorded = await Promise.all(
      alike.map(async (call) => ({
        place: call.place,
        canonical: this.#comparable(await this.#requestOf(call)) ?? 'null',
      })),
    )
    const nearest = nearestRequest(comparable, recorded)!
    return `The nearest one recorded there is its request ${nearest.place}; they first differ at ${firstDifference(nearest.canonical, comparable)}.`
  }

  #comparable(body: string | null): string | null {
    return body === null ? null : canonicalRequest(body, this.#hideChanging)
  }

  #requestOf({ request }: RecordedCall): Promise<string | null> {
    return request === null ? Promise.resolve(null) : readFile(this.#recording.paths.body(request), 'utf8')
  }
}

const isOf = ({ step, phase }: Asker, call: RecordedCall): boolean =>
  call.step === step && call.phase === phase

const headline = ({ framework, run, step, phase }: Asker, { method, path }: AskedRequest): string =>
  `There is no recorded answer to this request (${method} ${path}) in run ${run} of ${framework}, step ${step}, phase ${phase}.`
