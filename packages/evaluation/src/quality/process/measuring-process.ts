import { type ChildProcess, fork } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import type { QualityReport } from '@genai-devbench/schema'
import type { QualityAnswer, QualityMessage, QualityRequest } from './messages.ts'

/** Without a request for so long, a process is let go. */
const IDLE_MS = 10_000
/** For what was started in a sandbox to be ended. */
const PATIENCE_MS = 5000

const PROGRAM = fileURLToPath(new URL('./quality-worker.js', import.meta.url))

/** How a measurement ended: with its result, for a reason of its own, or together with the process. */
export type Ending =
  | { report: QualityReport }
  | { fault: string }
  /** `isKilled`: for the sake of another measurement. */
  | { processEnded: string; isKilled: boolean }

/** A process that measures, several projects at a time where it is asked to. It keeps nobody from ending while it has nothing to do. */
export class MeasuringProcess implements Disposable {
  readonly #child: ChildProcess
  readonly #waiting = new Map<number, (ending: Ending) => void>()
  #isOver = false
  #isKilled = false
  #idle: NodeJS.Timeout | undefined
  #asked = 0

  constructor() {
    this.#child = fork(PROGRAM, {
      execArgv: [],
      // A group of its own: Ctrl-C is for this process, which then ends what is to end.
      detached: true,
      stdio: ['ignore', 'ignore', 'ignore', 'ipc'],
    })
    this.#child.on('message', ({ id, ...ending }: QualityAnswer) => {
      this.#end(id, ending)
      if (this.#waiting.size === 0) this.#rest()
    })
    this.#child.once('error', ({ message }) => this.#fail(`could not be run: ${message}`))
    this.#child.once('exit', (code, by) => this.#fail(by === null ? `ended with ${code}` : `ended by ${by}`))
  }

  /** Whether it measures nothing any more. */
  get isOver(): boolean {
    return this.#isOver
  }

  /** An aborted signal ends the measurement, in whatever way. */
  async measure(request: QualityRequest, signal: AbortSignal, longestMs: number): Promise<Ending> {
    clearTimeout(this.#idle)
    const id = (this.#asked += 1)
    let fault: string | undefined
    const overdue = setTimeout(() => {
      fault = `it was not measured within ${longestMs / 1000} s`
      this.#kill()
    }, longestMs)
    const abort = (): void => {
      this.#tell({ id, request: null })
      setTimeout(() => this.#waiting.has(id) && this.#kill(), PATIENCE_MS).unref()
    }
    signal.addEventListener('abort', abort)
    const ending = await new Promise<Ending>((resolve) => {
      this.#waiting.set(id, resolve)
      this.#keepWaitingFor(true)
      this.#tell({ id, request })
    })
    signal.removeEventListener('abort', abort)
    clearTimeout(overdue)
    return fault !== undefined && 'processEnded' in ending ? { fault } : ending
  }

  /** Lets it go. */
  [Symbol.dispose](): void {
    clearTimeout(this.#idle)
    this.#isOver = true
    if (this.#child.connected) this.#child.disconnect()
  }

  #kill(): void {
    this.#isKilled = true
    this.#child.kill('SIGKILL')
  }

  #fail(how: string): void {
    this.#isOver = true
    const ending = { processEnded: `what measures it ${how}`, isKilled: this.#isKilled }
    for (const id of this.#waiting.keys()) this.#end(id, ending)
  }

  #end(id: number, ending: Ending): void {
    this.#waiting.get(id)?.(ending)
    this.#waiting.delete(id)
  }

  #rest(): void {
    this.#keepWaitingFor(false)
    this.#idle = setTimeout(() => this[Symbol.dispose](), IDLE_MS).unref()
  }

  /** One that has ended says so by itself. */
  #tell(message: QualityMessage): void {
    if (this.#child.connected) this.#child.send(message, () => {})
  }

  #keepWaitingFor(isWanted: boolean): void {
    for (const handle of [this.#child, this.#child.channel]) {
      if (isWanted) handle?.ref()
      else handle?.unref()
    }
  }
}
