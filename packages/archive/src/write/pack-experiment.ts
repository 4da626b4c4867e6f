import { createHash } from 'node:crypto'
import { once } from 'node:events'
import { readFile } from 'node:fs/promises'
import { basename } from 'node:path'
import { sha256 } from '@genai-devbench/files'
import { type ArchiveIndex, ExperimentMeta, ExperimentName } from '@genai-devbench/schema'
import type { ExperimentPaths } from '@genai-devbench/store'
import type { Header, Pack } from 'tar-stream'
import { formatChecksum } from '../checksums.ts'
import { directoryEntries } from '../entries/directory-entries.ts'
import { EmptyDirectories } from '../entries/empty-directories.ts'
import type { Entry } from '../entries/entry.ts'
import { hashing } from '../hashing.ts'
import { CHECKSUMS_FILE, INDEX_FILE } from '../own-files.ts'

export interface PackedExperiment {
  files: number
  /** Sockets, pipes and devices, which no archive can hold. */
  leftOut: string[]
}

type EntryHeader = Partial<Header> & Pick<Header, 'name'>

/** Some tools know no time before 1980. */
const EPOCH = new Date('1980-01-01T00:00:00Z')

/** Writes all of an experiment to a tar stream, and last what it holds: .meta/archive.json and SHA256SUMS. */
export async function packExperiment(tar: Pack, paths: ExperimentPaths): Promise<PackedExperiment> {
  const top = await nameOf(paths)
  const packing = new Packing(tar, top)
  await packing.start()
  for await (const entry of directoryEntries(paths.root)) {
    // Of an earlier archive, which this one was unpacked from.
    if (entry.path !== CHECKSUMS_FILE && entry.path !== INDEX_FILE) await packing.add(entry)
  }
  return packing.finish()
}

/** What the experiment calls itself, wherever it lies: its name is part of the bytes. */
async function nameOf({ root, experimentFile }: ExperimentPaths): Promise<string> {
  const meta = await readFile(experimentFile, 'utf8')
    .then((text) => ExperimentMeta.parse(JSON.parse(text)))
    .catch(() => undefined)
  return ExperimentName.safeParse(meta?.name).data ?? basename(root)
}

class Packing {
  readonly #tar: Pack
  readonly #top: string
  readonly #checksums: string[] = []
  readonly #index: ArchiveIndex = { schema_version: 1, executables: [], links: {}, empty_directories: [] }
  readonly #empty = new EmptyDirectories()
  readonly #leftOut: string[] = []

  constructor(tar: Pack, top: string) {
    this.#tar = tar
    this.#top = top
  }

  start(): Promise<void> {
    return this.#addEmpty({ ...header(this.#top, 0o755), type: 'directory' })
  }

  async add(entry: Entry): Promise<void> {
    const { kind, path } = entry
    if (kind === 'special') {
      this.#leftOut.push(path)
      return
    }
    const name = `${this.#top}/${path}`
    this.#empty.note(path, kind === 'directory')
    switch (kind) {
      case 'directory':
        return this.#addEmpty({ ...header(name, 0o755), type: 'directory' })
      case 'link':
        this.#index.links[path] = entry.target
        return this.#addEmpty({ ...header(name, 0o777), type: 'symlink', linkname: entry.target })
      case 'file': {
        if (entry.executable) this.#index.executables.push(path)
        const hash = createHash('sha256')
        await this.#addFile(name, entry, hashing(entry.content, hash))
        this.#checksums.push(formatChecksum(path, hash.digest('hex')))
      }
    }
  }

  async finish(): Promise<PackedExperiment> {
    this.#empty.note(INDEX_FILE, false)
    this.#index.empty_directories = this.#empty.paths
    const index = `${JSON.stringify(this.#index, null, 2)}\n`
    await this.#addText(INDEX_FILE, index)
    this.#checksums.push(formatChecksum(INDEX_FILE, sha256(index)))
    await this.#addText(CHECKSUMS_FILE, `${this.#checksums.join('\n')}\n`)
    this.#tar.finalize()
    return { files: this.#checksums.length + 1, leftOut: this.#leftOut }
  }

  #addText(path: string, text: string): Promise<void> {
    return this.#addFile(`${this.#top}/${path}`, { size: Buffer.byteLength(text), executable: false }, [
      Buffer.from(text),
    ])
  }

  #addFile(
    name: string,
    { size, executable }: { size: number; executable: boolean },
    content: AsyncIterable<Uint8Array> | Iterable<Uint8Array>,
  ): Promise<void> {
    const fileHeader = { ...header(name, executable ? 0o755 : 0o644), type: 'file', size } as const
    return new Promise((resolve, reject) => {
      const file = this.#tar.entry(fileHeader, (error) => (error ? reject(error) : resolve()))
      file.on('error', reject)
      pour(content, file).catch(reject)
    })
  }

  #addEmpty(entryHeader: EntryHeader): Promise<void> {
    return new Promise((resolve, reject) => {
      this.#tar.entry(entryHeader, (error) => (error ? reject(error) : resolve()))
    })
  }
}

// Not stream.pipeline: for small files it costs six times as much as the rest.
async function pour(
  content: AsyncIterable<Uint8Array> | Iterable<Uint8Array>,
  file: ReturnType<Pack['entry']>,
): Promise<void> {
  for await (const chunk of content) {
    if (!file.write(chunk)) await once(file, 'drain')
  }
  file.end(null)
}

const header = (name: string, mode: number): EntryHeader => ({ name, mode, mtime: EPOCH, uid: 0, gid: 0 })
