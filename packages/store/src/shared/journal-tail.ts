import { existsSync } from 'node:fs'
import { open } from 'node:fs/promises'
import { jsonLinesOf } from '@genai-devbench/files'
import { RunRecord } from '@genai-devbench/schema'
import type { ExperimentPaths } from '../experiment-paths.ts'

/** The journal, read on as others append to it. */
export class JournalTail {
  readonly #path: string
  #offset = 0

  constructor({ journal }: ExperimentPaths) {
    this.#path = journal
  }

  /** The records of the lines that have become whole since; all of them the first time. */
  async read(): Promise<RunRecord[]> {
    if (!existsSync(this.#path)) return []
    const records: RunRecord[] = []
    for await (const line of jsonLinesOf([await this.#readWhole()])) {
      const { data } = RunRecord.safeParse(line)
      if (data) records.push(data)
    }
    return records
  }

  async #readWhole(): Promise<string> {
    await using file = await open(this.#path)
    const from = this.#offset
    const { size } = await file.stat()
    const { buffer, bytesRead } = await file.read(Buffer.alloc(Math.max(0, size - from)), 0, undefined, from)
    const end = buffer.lastIndexOf(0x0a, bytesRead - 1) + 1
    this.#offset = from + end
    return buffer.toString('utf8', 0, end)
  }
}
