/** Those who make runs: so many at a time, whatever stage a run is made for. Whoever asked first is served first. */
export class Workers {
  #free: number
  readonly #waiting: (() => void)[] = []

  constructor(count: number) {
    this.#free = count
  }

  /** Waits for a free worker and takes it. Call `release` once when its work is done. */
  async take(): Promise<{ release(): void }> {
    if (this.#free > 0) this.#free--
    else await new Promise<void>((resolve) => this.#waiting.push(resolve))
    return { release: () => this.#release() }
  }

  #release(): void {
    const next = this.#waiting.shift()
    if (next) next()
    else this.#free++
  }
}
