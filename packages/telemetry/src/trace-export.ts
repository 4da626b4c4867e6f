import { setTimeout as sleep } from 'node:timers/promises'
import {
  type ExperimentPaths,
  type RunPaths,
  hashConfig,
  loadConfig,
  readCalls,
  readExperimentMeta,
  readRunRecord,
} from '@genai-devbench/store'
import type { Server } from './attributes.ts'
import { type Attempt, runSpans } from './run-spans.ts'
import { SpanSender, describeFailure } from './send-spans.ts'

export interface Delivery {
  url: string
  /** Attempts whose trace the collector has. */
  sent: number
  unsent: number
  /** Why the last that was not sent was not; null when all were. */
  reason: string | null
  warnings: readonly string[]
}

interface Source {
  experimentId: string
  configSha256: string
  server: Server | undefined
}

/** UserError when the experiment does not say which it is. */
export async function openTraceExport(paths: ExperimentPaths, url: string): Promise<TraceExport> {
  const { id } = await readExperimentMeta(paths)
  const { config } = await loadConfig(paths)
  const baseUrl = config && 'base_url' in config.llm ? config.llm.base_url : undefined
  const { sha256 } = await hashConfig(paths)
  return new TraceExport(url, { experimentId: id, configSha256: sha256, server: serverOf(baseUrl) })
}

function serverOf(baseUrl: string | undefined): Server | undefined {
  if (baseUrl === undefined) return undefined
  const { hostname, port, protocol } = new URL(baseUrl)
  return { address: hostname, port: Number(port) || (protocol === 'https:' ? 443 : 80) }
}

/** Sends traces one after the other, each read from the attempt's files; what fails is counted and stops nothing. */
export class TraceExport {
  readonly #url: string
  readonly #source: Source
  readonly #sender: SpanSender
  readonly #waiting: RunPaths[] = []
  #work: Promise<void> | undefined
  #added = 0
  #sent = 0
  #reason: string | null = null
  #isFailing = false
  #isClosing = false

  constructor(url: string, source: Source) {
    this.#url = url
    this.#source = source
    this.#sender = new SpanSender(url)
  }

  /** For an attempt that is over. Returns at once. */
  add(attempt: RunPaths): void {
    this.#added++
    this.#waiting.push(attempt)
    this.#work ??= this.#sendWaiting()
  }

  /** Waits until all is sent, but no longer than `withinMs`, and tries nothing more once the collector fails. */
  async close({ withinMs }: { withinMs?: number } = {}): Promise<Delivery> {
    this.#isClosing = true
    const work = this.#work ?? Promise.resolve()
    if (withinMs === undefined) await work
    else if ((await Promise.race([work, sleep(withinMs, 'late', { ref: false })])) === 'late') {
      this.#waiting.length = 0
      this.#reason = `not all was taken within ${withinMs / 1000} s after the end`
    }
    const unsent = this.#added - this.#sent
    return {
      url: this.#url,
      sent: this.#sent,
      unsent,
      reason: unsent === 0 ? null : this.#reason,
      warnings: [...this.#sender.warnings],
    }
  }

  async #sendWaiting(): Promise<void> {
    while (!(this.#isClosing && this.#isFailing)) {
      const attempt = this.#waiting.shift()
      if (attempt === undefined) break
      try {
        const spans = await this.#spansOf(attempt)
        // Until the collector has taken them; files that cannot be read are no failure of its.
        this.#isFailing = true
        await this.#sender.send(spans)
        this.#isFailing = false
        this.#sent++
      } catch (error) {
        this.#reason = describeFailure(error)
      }
    }
    this.#work = undefined
  }

  async #spansOf(paths: RunPaths) {
    const { experimentId, configSha256, server } = this.#source
    const attempt = await readAttempt(paths)
    // A configuration that was changed since says nothing of where this run's provider was.
    const isOfConfig = attempt.record.config_sha256 === configSha256
    return runSpans(attempt, { experimentId, server: isOfConfig ? server : undefined })
  }
}

async function readAttempt(paths: RunPaths): Promise<Attempt> {
  const record = await readRunRecord(paths)
  if (!record) throw new Error(`${paths.record} is missing or damaged`)
  return { record, calls: await readCalls(paths) }
}
