import type { QualityReport } from '@genai-devbench/schema'
import { type Ending, MeasuringProcess } from './measuring-process.ts'
import type { QualityRequest } from './messages.ts'

/** Longer than the time limits of all that a measurement does. */
const LONGEST_MS = 10 * 60_000

/**
 * Measures in a process of its own: analysers occupy theirs for tenths of a second, and may run out of its memory. It is
 * started when it is needed, and ends when it has not been for a while, or with this one.
 */
export class QualityProcess {
  #shared: MeasuringProcess | undefined
  #alone: Promise<unknown> = Promise.resolve()

  /**
   * Like `measureQuality`; where no process gets through with it, that is the reason. Rejects when the signal is aborted.
   *
   * Where the process ends under several projects, one of them may have ended it: each is measured once more, alone.
   */
  async measure(
    request: QualityRequest,
    signal: AbortSignal,
    { longestMs = LONGEST_MS } = {},
  ): Promise<QualityReport> {
    signal.throwIfAborted()
    if (this.#shared === undefined || this.#shared.isOver) this.#shared = new MeasuringProcess()
    const first = await this.#shared.measure(request, signal, longestMs)
    signal.throwIfAborted()
    if (!('processEnded' in first)) return reportOf(first)
    if (first.isKilled) return this.measure(request, signal, { longestMs })
    const second = await this.#measureAlone(request, signal, longestMs)
    signal.throwIfAborted()
    return reportOf(second)
  }

  /** One after the other: a machine that lacks the memory for one process lacks it for several. */
  #measureAlone(request: QualityRequest, signal: AbortSignal, longestMs: number): Promise<Ending> {
    const measured = this.#alone.then(async () => {
      signal.throwIfAborted()
      using alone = new MeasuringProcess()
      return await alone.measure(request, signal, longestMs)
    })
    this.#alone = measured.catch(() => {})
    return measured
  }
}

function reportOf(ending: Ending): QualityReport {
  if ('report' in ending) return ending.report
  const reason = 'fault' in ending ? ending.fault : `${ending.processEnded}, twice`
  const metric = { score: { value: null, reason }, details: null }
  return { code_quality: metric, documentation: metric, test_coverage: metric }
}
