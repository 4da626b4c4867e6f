import { JsonLinesFile } from '@genai-devbench/files'
import type { RefusedCall, RunEvent } from '@genai-devbench/schema'
import type { ExperimentPaths } from '@genai-devbench/store'

/** Enough to see who calls; a program that floods the gateway is not to fill the disk. */
const MAX_LINES = 1000

/** Keeps the requests that the gateway did not let in, and tells of the first. */
export class RefusedCalls implements Disposable {
  readonly #path: string
  readonly #emit: (event: RunEvent) => void
  #file: JsonLinesFile | undefined
  #lines = 0

  constructor({ refusedCalls }: ExperimentPaths, emit: (event: RunEvent) => void) {
    this.#path = refusedCalls
    this.#emit = emit
  }

  add(call: RefusedCall): void {
    if (this.#lines === MAX_LINES) return
    this.#file ??= new JsonLinesFile(this.#path)
    this.#file.append(call)
    if (this.#lines++ === 0) this.#emit({ type: 'call_refused', call })
  }

  [Symbol.dispose](): void {
    this.#file?.[Symbol.dispose]()
  }
}
