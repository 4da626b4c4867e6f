import { appendFileSync, existsSync, mkdirSync, readFileSync, truncateSync, writeFileSync } from 'node:fs'
import { dirname } from 'node:path'
import { writeJson } from '@genai-devbench/files'
import type { RecordedCall, RecordingHeader } from '@genai-devbench/schema'
import { keepBody } from './keep-body.ts'
import { type RecordingPaths, recordingPaths } from './recording-paths.ts'

/**
 * Writes a recording. Synchronously, so that a call is on record before its end reaches the framework: a crash at any instant
 * leaves bodies that nothing names yet, or half a last line, and never a line without its bodies.
 */
export class Recorder {
  readonly #paths: RecordingPaths
  readonly #begun = new Set<string>()

  private constructor(paths: RecordingPaths) {
    this.#paths = paths
  }

  /** Goes on with the recording that is there, or begins one. */
  static async open(root: string, header: RecordingHeader): Promise<Recorder> {
    const paths = recordingPaths(root)
    mkdirSync(root, { recursive: true })
    if (!existsSync(paths.header)) await writeJson(paths.header, header)
    return new Recorder(paths)
  }

  /** Gives a run its file, so that a run that asks nothing is on record too. */
  begin(framework: string, run: number): void {
    const path = this.#paths.run(framework, run)
    if (this.#begun.has(path)) return
    mkdirSync(dirname(path), { recursive: true })
    if (existsSync(path)) cutTornLine(path)
    else writeFileSync(path, '')
    this.#begun.add(path)
  }

  append(framework: string, run: number, call: RecordedCall): void {
    appendFileSync(this.#paths.run(framework, run), `${JSON.stringify(call)}\n`)
  }

  /** Stores a body under its sha256, which it returns. */
  keep(body: string | Uint8Array): string {
    return keepBody(body, this.#paths.body)
  }
}

/** What a crash left of a line: whole lines are what follows it. */
function cutTornLine(path: string): void {
  const content = readFileSync(path)
  const end = content.lastIndexOf(0x0a) + 1
  if (end < content.length) truncateSync(path, end)
}
