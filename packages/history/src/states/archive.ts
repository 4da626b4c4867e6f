/** What is made of a content while it is read. */
export interface Sink {
  write(chunk: Uint8Array): void
  end(): void
}

/** Writes a tar.gz of some paths of a directory, each for itself. */
export async function writeArchive(file: string, root: string, paths: readonly string[]): Promise<void> {
  if (paths.length === 0) return
  const { create } = await tar()
  await create(
    { file, cwd: root, gzip: true, portable: true, noDirRecurse: true, linkCache: new NoLinks() },
    // A name that begins with @ would be taken for an archive to put in.
    paths.map((path) => `./${path}`),
  )
}

/** Files that share an inode are files of their own: one may be read without the other. */
class NoLinks extends Map<`${number}:${number}`, string> {
  override set(): this {
    return this
  }
}

/**
 * Reads some of what is in an archive, by its place there, from 0. Not by its path: a line end in one does not survive the
 * extended headers of tar.
 */
export async function readArchive(file: string, sinks: ReadonlyMap<number, Sink>): Promise<void> {
  const { list } = await tar()
  let place = 0
  await list({
    file,
    strict: true,
    onReadEntry(entry) {
      const sink = sinks.get(place++)
      if (!sink) return
      entry.on('data', (chunk: Uint8Array) => sink.write(chunk))
      entry.on('end', () => sink.end())
    },
  })
}

/** Loaded when it is needed: most runs keep no history. */
const tar = () => import('tar')
