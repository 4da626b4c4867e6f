import { createHash } from 'node:crypto'
import { createReadStream } from 'node:fs'
import { join } from 'node:path'
import { UserError, type WorkspaceState } from '@genai-devbench/schema'
import { type Sink, readArchive } from './archive.ts'
import type { HeldContent, WholeState } from './state-chain.ts'
import { statePaths } from './state-paths.ts'

/** Reads contents of a state, by sha256, into sinks. UserError where one is not there as it was kept. */
export async function readContents(
  history: string,
  { contents }: WholeState,
  wanted: ReadonlyMap<string, Sink>,
): Promise<void> {
  const byState = new Map<WorkspaceState, Wanted[]>()
  for (const [sha256, sink] of wanted) {
    const held = contents.get(sha256)!
    const ofState = byState.get(held.state) ?? []
    ofState.push({ ...held, sink: new CheckedSink(sink, sha256) })
    byState.set(held.state, ofState)
  }
  for (const [{ mode, step }, ofState] of byState) {
    const { root, workspace, archive } = statePaths(history, step)
    const reading =
      mode === 'full'
        ? readFiles(workspace, ofState)
        : readArchive(archive, new Map(ofState.map(({ place, sink }) => [place, sink])))
    await reading.catch((cause: unknown) => {
      throw damaged(root, 'its contents cannot be read', cause)
    })
    for (const { path, sink } of ofState)
      if (!sink.isWhole) throw damaged(root, `${path} is not as it was kept`)
  }
}

interface Wanted extends HeldContent {
  sink: CheckedSink
}

async function readFiles(root: string, wanted: readonly Wanted[]): Promise<void> {
  for (const { path, sink } of wanted) {
    for await (const chunk of createReadStream(join(root, path)) as AsyncIterable<Buffer>) sink.write(chunk)
    sink.end()
  }
}

/** Knows in the end whether what came was what it should be. */
class CheckedSink implements Sink {
  isWhole = false
  readonly #inner: Sink
  readonly #sha256: string
  readonly #hash = createHash('sha256')

  constructor(inner: Sink, sha256: string) {
    this.#inner = inner
    this.#sha256 = sha256
  }

  write(chunk: Uint8Array): void {
    this.#hash.update(chunk)
    this.#inner.write(chunk)
  }

  end(): void {
    this.#inner.end()
    this.isWhole = this.#hash.digest('hex') === this.#sha256
  }
}

const damaged = (place: string, what: string, cause?: unknown): UserError =>
  new UserError('damaged_history', `${place} is damaged: ${what}.`, {
    hint: 'Restore the history of the run from a copy.',
    cause,
  })
