import { createReadStream } from 'node:fs'
import { open } from 'node:fs/promises'
import { pipeline } from 'node:stream/promises'
import { createGunzip } from 'node:zlib'
import { UserError } from '@genai-devbench/schema'
import { type Header, extract } from 'tar-stream'
import type { Entry } from './entry.ts'

/**
 * Everything in a tar.gz, in its order, with paths relative to the one directory that holds it all. The content of a
 * file must be read before the next entry is asked for. UserError when the file is no tar.gz at all; see
 * `archiveDamage` for one that is damaged.
 */
export async function* archiveEntries(file: string): AsyncGenerator<Entry, void> {
  await checkMagic(file)
  const entries = extract()
  // What goes wrong on the way reaches the loop, since the pipeline destroys `entries` with it.
  const unpacking = pipeline(createReadStream(file), createGunzip(), entries).catch(() => {})
  let top: string | undefined
  for await (const part of entries) {
    const name = part.header.name.replace(/^(\.\/)+/, '').replace(/\/$/, '')
    top ??= name.split('/')[0] ?? ''
    if (name === top) part.resume()
    else {
      const path = name.startsWith(`${top}/`) ? name.slice(top.length + 1) : `../${name}`
      const entry = asEntry(part.header, path, part as AsyncIterable<Uint8Array>)
      if (entry.kind !== 'file') part.resume()
      yield entry
    }
  }
  await unpacking
}

async function checkMagic(file: string): Promise<void> {
  await using handle = await open(file)
  const { buffer, bytesRead } = await handle.read(Buffer.alloc(2), 0, 2, 0)
  if (bytesRead === 2 && buffer[0] === 0x1f && buffer[1] === 0x8b) return
  throw new UserError('not_an_archive', `${file} is not a tar.gz.`, {
    hint: 'Name a file that `devbench experiment archive` made, or an experiment.',
  })
}

function asEntry(
  { type, size, mode, linkname }: Header,
  path: string,
  content: AsyncIterable<Uint8Array>,
): Entry {
  switch (type) {
    case 'file':
    case 'contiguous-file':
      return { kind: 'file', path, size, executable: (mode & 0o100) !== 0, content }
    case 'directory':
      return { kind: 'directory', path }
    case 'symlink':
      return { kind: 'link', path, target: linkname }
    default:
      return { kind: 'special', path }
  }
}

/** What is wrong with the archive, when that is why reading it failed. */
export function archiveDamage(error: unknown): string | undefined {
  const { code, message } = error as NodeJS.ErrnoException
  const isOfTheFile =
    code === undefined ? /unexpected end of data|invalid tar/i.test(message) : code.startsWith('Z_')
  return isOfTheFile ? message : undefined
}
