import { Worker } from 'node:worker_threads'

/**
 * The same drawing gives the same bytes on any machine: the program is WebAssembly and brings its font. It runs in a
 * thread of its own, one drawing after the other, so that the rest of a report is made meanwhile.
 */
export function renderPng(svg: string): Promise<Uint8Array> {
  const image = startPngThread().render(svg)
  // Whoever waits for it hears of a failure, however much later.
  image.catch(() => {})
  return image
}

/** Begins to load the program, for whoever will draw: that takes as long as some figures do. */
export const startPngThread = (): PngThread => (thread ??= new PngThread())

let thread: PngThread | undefined

interface Waiting {
  resolve(png: Uint8Array): void
  reject(error: unknown): void
}

class PngThread {
  readonly #worker = new Worker(new URL('./png-worker.js', import.meta.url))
  /** In the order in which they were asked for and are answered. */
  readonly #waiting: Waiting[] = []

  constructor() {
    this.#worker.on('message', (png: Uint8Array) => {
      this.#waiting.shift()?.resolve(png)
      if (this.#waiting.length === 0) this.#worker.unref()
    })
    this.#worker.once('error', (error) => {
      thread = undefined
      for (const { reject } of this.#waiting) reject(error)
    })
    // It ends with the process, which waits for it only while it draws. After the listeners: one to messages has it waited for.
    this.#worker.unref()
  }

  render(svg: string): Promise<Uint8Array> {
    return new Promise((resolve, reject) => {
      this.#waiting.push({ resolve, reject })
      this.#worker.ref()
      // oxlint-disable-next-line unicorn/require-post-message-target-origin -- of windows, and this is none
      this.#worker.postMessage(svg)
    })
  }
}
