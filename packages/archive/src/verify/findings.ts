/** One thing that is not as it should be. */
export interface Difference {
  path: string
  fault: 'changed' | 'missing' | 'extra' | 'damaged'
  detail?: string
}

/** Collects differences, the first for each path, and what was checked. */
export class Findings {
  readonly #differences = new Map<string, Difference>()
  readonly #checked = new Set<string>()

  /** Says that the content of a file was compared with what is known of it. */
  check(path: string): void {
    this.#checked.add(path)
  }

  add(path: string, fault: Difference['fault'], detail?: string): void {
    if (this.#differences.has(path)) return
    this.#differences.set(path, { path, fault, ...(detail !== undefined && { detail }) })
  }

  isChecked(path: string): boolean {
    return this.#checked.has(path)
  }

  /** By path. */
  get differences(): Difference[] {
    return [...this.#differences.values()].toSorted((a, b) => (a.path < b.path ? -1 : 1))
  }
}
