import { isUtf8 } from 'node:buffer'
import type { FileEntry, TreeEntry } from '@genai-devbench/schema'
import { type TreeChange, compareTrees } from '../tree/compare-trees.ts'
import type { Sink } from './archive.ts'
import { readContents } from './read-contents.ts'
import type { WholeState } from './state-chain.ts'

/** Larger files are compared as a whole: nobody reads such a difference. */
const MAX_TEXT_BYTES = 1_000_000

export interface StateChange extends TreeChange {
  /** Both sides as text, the missing one empty, of a link where it leads to; null where a side is no text, or too long to be read. */
  text: { before: string; after: string } | null
}

/** What changed from one state of a history to another. */
export async function compareStates(
  history: string,
  before: WholeState,
  after: WholeState,
): Promise<StateChange[]> {
  const changes = compareTrees(before.entries, after.entries)
  const earlier = await readTexts(
    history,
    before,
    changes.map((change) => change.before),
  )
  const later = await readTexts(
    history,
    after,
    changes.map((change) => change.after),
  )
  return changes.map((change) => {
    const texts = [textOf(change.before, earlier), textOf(change.after, later)]
    const [from, to] = texts
    return { ...change, text: from === undefined || to === undefined ? null : { before: from, after: to } }
  })
}

/** By sha256. */
type Texts = ReadonlyMap<string, string | undefined>

async function readTexts(
  history: string,
  state: WholeState,
  entries: readonly (TreeEntry | undefined)[],
): Promise<Texts> {
  const files = entries.filter((entry): entry is FileEntry => entry?.kind === 'file')
  const sinks = new Map(
    files
      .filter(({ size }) => size <= MAX_TEXT_BYTES)
      .map(({ sha256 }): [string, MemorySink] => [sha256, new MemorySink()]),
  )
  await readContents(history, state, sinks)
  return new Map([...sinks].map(([sha256, sink]) => [sha256, sink.text]))
}

/** Of what is not there, or has no content, the empty text. */
function textOf(entry: TreeEntry | undefined, texts: Texts): string | undefined {
  if (entry?.kind === 'file') return texts.get(entry.sha256)
  return entry?.kind === 'link' ? entry.target : ''
}

class MemorySink implements Sink {
  readonly #chunks: Uint8Array[] = []

  write(chunk: Uint8Array): void {
    this.#chunks.push(chunk)
  }

  end(): void {}

  /** undefined when it is no UTF-8 or holds NUL bytes, as text never does. */
  get text(): string | undefined {
    const bytes = Buffer.concat(this.#chunks)
    return isUtf8(bytes) && !bytes.includes(0) ? bytes.toString() : undefined
  }
}
