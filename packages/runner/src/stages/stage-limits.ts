import type { Stage } from '@genai-devbench/schema'

/** What ends a stage, or a part of it. */
export class StageLimits implements Disposable {
  readonly #timedOut = new AbortController()
  readonly #durationOver = new AbortController()
  readonly #complete = new AbortController()
  readonly #timers: NodeJS.Timeout[] = []
  /** Ends all that is under way in the stage. */
  readonly stop: AbortSignal
  /** Ends its script. */
  readonly stopScript: AbortSignal
  /** No run of it is begun any more; those under way are finished. */
  readonly noMore: AbortSignal

  /** The signals given are those of the whole experiment, with the same meaning. */
  constructor(stage: Stage, { stop, noMore }: Pick<StageLimits, 'stop' | 'noMore'>) {
    this.stop = AbortSignal.any([stop, this.#timedOut.signal])
    this.stopScript = AbortSignal.any([this.stop, this.#complete.signal])
    this.noMore = AbortSignal.any([this.stopScript, this.#durationOver.signal, noMore])
    if (stage.timeout_secs !== undefined) this.#abortAfter(stage.timeout_secs, this.#timedOut)
    if ('duration_secs' in stage && stage.duration_secs !== undefined)
      this.#abortAfter(stage.duration_secs, this.#durationOver)
  }

  get isTimedOut(): boolean {
    return this.#timedOut.signal.aborted
  }

  /** Whether its own completion, and nothing else, keeps it from beginning runs. */
  get wantsNoMore(): boolean {
    return this.#durationOver.signal.aborted || this.#complete.signal.aborted
  }

  /** Resolves after `duration_secs`, or when the stage is stopped before. */
  async untilDurationIsOver(): Promise<void> {
    const over = AbortSignal.any([this.stopScript, this.#durationOver.signal])
    if (over.aborted) return
    await new Promise((resolve) => over.addEventListener('abort', resolve, { once: true }))
  }

  /** The stage has what it was for: ends its script and begins no run any more. */
  complete(): void {
    this.#complete.abort()
  }

  #abortAfter(seconds: number, controller: AbortController): void {
    this.#timers.push(setTimeout(() => controller.abort(), seconds * 1000))
  }

  [Symbol.dispose](): void {
    for (const timer of this.#timers) clearTimeout(timer)
  }
}
