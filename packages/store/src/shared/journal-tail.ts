import { existsSync } from 'node:fs'
import { linesOf } from '@genai-devbench/files'
import { RunRecord } from '@genai-devbench/schema'
import type { ExperimentPaths } from '../experiment/experiment-paths.ts'
import { parseJson } from '../runs/run-records.ts'

const NEWLINE = 0x0a

/** The journal, read on as others append to it. */
export class JournalTail {
  readonly #path: string
  #offset = 0

  constructor({ journal }: ExperimentPaths) {
    this.#path = journal
  }

  /** The records of the lines that have become whole since; all of them the first time. Who reads at the same time may get them too. */
  async *read(): AsyncGenerator<RunRecord> {
    if (!existsSync(this.#path)) return
    let offset = this.#offset
    for await (const line of linesOf(this.#path, offset)) {
      if (line.at(-1) !== NEWLINE) return
      offset += line.length
      this.#offset = Math.max(this.#offset, offset)
      const { data } = RunRecord.safeParse(parseJson(line.toString()))
      if (data) yield data
    }
  }
}
