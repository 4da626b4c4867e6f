import { existsSync } from 'node:fs'
import { mkdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { removeTree, writeJson } from '@genai-devbench/files'
import { copyTree } from '@genai-devbench/history'
import type { ServedData } from './visit.ts'

/** What the application of one step left in its database, for the next one's. */
export interface CarriedData {
  /** What it served in the end; null where that is not known, for the reason. */
  served: ServedData | null
  reason: string | null
  /** Directory of the database. */
  database: string
}

/** A directory in which the data is carried from step to step. */
export class DataCarrier {
  readonly #index: string
  readonly #database: string
  readonly #root: string
  readonly #place: number

  /** @param place of the step in the order of the steps */
  constructor(root: string, place: number) {
    this.#root = root
    this.#place = place
    this.#index = join(root, 'served.json')
    this.#database = join(root, 'database')
  }

  /** What was kept last after an earlier step; undefined when there is nothing whole. */
  async read(): Promise<CarriedData | undefined> {
    if (!existsSync(this.#index)) return undefined
    const { place, served, reason } = JSON.parse(await readFile(this.#index, 'utf8')) as CarriedData & {
      place: number
    }
    // A later one is left from before the run went back to this step.
    if (place >= this.#place) return undefined
    return { served, reason, database: this.#database }
  }

  /** @param database a directory at which nobody is at work */
  async keep({ served, reason, database }: CarriedData): Promise<void> {
    await removeTree(this.#root)
    await mkdir(this.#root, { recursive: true })
    await copyTree(database, this.#database)
    // Last: with it the rest is whole.
    await writeJson(this.#index, { place: this.#place, served, reason }, { durable: false })
  }
}
