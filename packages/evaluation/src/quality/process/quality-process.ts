import { type ChildProcess, fork } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import type { QualityReport } from '@genai-devbench/schema'
import type { QualityAnswer, QualityMessage, QualityRequest } from './messages.ts'

/** Longer than the time limits of all that a measurement does. */
const LONGEST_MS = 10 * 60_000
/** Without a request for so long, the process is let go. */
const IDLE_MS = 10_000
/** For what was started in a sandbox to be ended. */
const PATIENCE_MS = 5000

const PROGRAM = fileURLToPath(new URL('./quality-worker.js', import.meta.url))

/**
 * Measures in a process of its own: analysers occupy theirs for tenths of a second, and may run out of its memory. It is
 * started when it is needed, and ends when it has not been for a while, or with this one.
 */
export class QualityProcess {
  /** Those that were ended for one measurement, which took its neighbours along. */
  readonly #ended = new WeakSet<ChildProcess>()
  readonly #waiting = new Map<number, (answer: QualityAnswer) => void>()
  #child: ChildProcess | undefined
  #idle: NodeJS.Timeout | undefined
  #asked = 0

  /**
   * Like `measureQuality`; where the process fails, that is the reason. It is begun again where the process was ended for
   * another one's sake. Rejects when the signal is aborted.
   */
  async measure(
    request: QualityRequest,
    signal: AbortSignal,
    { longestMs = LONGEST_MS } = {},
  ): Promise<QualityReport> {
    signal.throwIfAborted()
    clearTimeout(this.#idle)
    const child = (this.#child ??= this.#start())
    const id = (this.#asked += 1)
    let reason: string | undefined
    const overdue = setTimeout(() => {
      reason = `it was not measured within ${longestMs / 1000} s`
      this.#kill(child)
    }, longestMs)
    const end = (): void => {
      tell(child, { id, request: null })
      setTimeout(() => this.#waiting.has(id) && this.#kill(child), PATIENCE_MS).unref()
    }
    signal.addEventListener('abort', end)
    const answer = await new Promise<QualityAnswer>((resolve) => {
      this.#waiting.set(id, resolve)
      keepWaitingFor(child, true)
      tell(child, { id, request })
    })
    signal.removeEventListener('abort', end)
    clearTimeout(overdue)
    signal.throwIfAborted()
    if ('report' in answer) return answer.report
    if (reason === undefined && this.#ended.has(child)) return this.measure(request, signal, { longestMs })
    return unmeasured(reason ?? answer.fault)
  }

  #kill(child: ChildProcess): void {
    this.#ended.add(child)
    child.kill('SIGKILL')
  }

  #start(): ChildProcess {
    const child = fork(PROGRAM, {
      execArgv: [],
      // A group of its own: Ctrl-C is for this process, which then ends what is to end.
      detached: true,
      stdio: ['ignore', 'ignore', 'ignore', 'ipc'],
    })
    child.on('message', (answer: QualityAnswer) => {
      this.#answer(answer)
      if (this.#waiting.size === 0) this.#rest(child)
    })
    const fail = (fault: string): void => {
      if (this.#child !== child) return
      this.#child = undefined
      for (const id of this.#waiting.keys()) this.#answer({ id, fault })
    }
    child.once('error', ({ message }) => fail(`what measures it could not be run: ${message}`))
    child.once('exit', (code, by) =>
      fail(`what measures it ended ${by === null ? `with ${code}` : `by ${by}`}`),
    )
    return child
  }

  #rest(child: ChildProcess): void {
    keepWaitingFor(child, false)
    this.#idle = setTimeout(() => {
      if (this.#child !== child || this.#waiting.size > 0) return
      this.#child = undefined
      if (child.connected) child.disconnect()
    }, IDLE_MS).unref()
  }

  #answer(answer: QualityAnswer): void {
    this.#waiting.get(answer.id)?.(answer)
    this.#waiting.delete(answer.id)
  }
}

/** One that has ended says so by itself. */
const tell = (child: ChildProcess, message: QualityMessage): boolean =>
  child.connected && child.send(message, () => {})

/** While nothing is asked of it, it keeps nobody from ending. */
function keepWaitingFor(child: ChildProcess, isWanted: boolean): void {
  for (const handle of [child, child.channel]) {
    if (isWanted) handle?.ref()
    else handle?.unref()
  }
}

function unmeasured(reason: string): QualityReport {
  const metric = { score: { value: null, reason }, details: null }
  return { code_quality: metric, documentation: metric, test_coverage: metric }
}
