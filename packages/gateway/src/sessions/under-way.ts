interface Link<Work> {
  readonly work: Work
  older: Link<Work> | undefined
  newer: Link<Work> | undefined
}

/**
 * What is under way, in the order in which it began. A Set does not do for what lives as short as a call: its table, copied
 * again and again as calls come and go, ends up among the old objects and keeps every call that it has seen until the next
 * full garbage collection. Links are cut when their work is over, so that nothing old leads to anything young.
 */
export class UnderWay<Work> {
  #newest: Link<Work> | undefined

  /** Call the result once when the work is over. */
  add(work: Work): () => void {
    const link: Link<Work> = { work, older: this.#newest, newer: undefined }
    if (this.#newest !== undefined) this.#newest.newer = link
    this.#newest = link
    return () => this.#remove(link)
  }

  newestFirst(): Work[] {
    const works: Work[] = []
    for (let link = this.#newest; link !== undefined; link = link.older) works.push(link.work)
    return works
  }

  #remove(link: Link<Work>): void {
    const { older, newer } = link
    if (older !== undefined) older.newer = newer
    if (newer !== undefined) newer.older = older
    else if (this.#newest === link) this.#newest = older
    link.older = undefined
    link.newer = undefined
  }
}
