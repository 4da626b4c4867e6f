import { posix } from 'node:path'

/** Which of the directories that were noted hold nothing. A directory is noted before what it holds. */
export class EmptyDirectories {
  readonly #empty = new Set<string>()

  note(path: string, isDirectory: boolean): void {
    this.#empty.delete(posix.dirname(path))
    if (isDirectory) this.#empty.add(path)
  }

  get paths(): string[] {
    return [...this.#empty]
  }
}
