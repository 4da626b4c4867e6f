import type { Clock } from '../../src/index.ts'

/** A clock that stands until it is moved. */
export class ManualClock implements Clock {
  #now = Date.parse('2026-01-01T00:00:00Z')
  #timers: { due: number; act: () => void }[] = []

  now(): number {
    return this.#now
  }

  after(milliseconds: number, act: () => void): () => void {
    const timer = { due: this.#now + milliseconds, act }
    this.#timers.push(timer)
    return () => {
      this.#timers = this.#timers.filter((other) => other !== timer)
    }
  }

  /** How long each of those that wait still waits, the shortest first. */
  get waits(): number[] {
    return this.#timers.map(({ due }) => due - this.#now).toSorted((a, b) => a - b)
  }

  advance(milliseconds: number): void {
    this.#now += milliseconds
    const due = this.#timers.filter((timer) => timer.due <= this.#now)
    this.#timers = this.#timers.filter((timer) => timer.due > this.#now)
    for (const { act } of due) act()
  }
}
