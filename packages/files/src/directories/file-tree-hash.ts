import { createHash } from 'node:crypto'
import { lstat, readFile, readlink } from 'node:fs/promises'
import { join } from 'node:path'
import { filesBelow } from './files-below.ts'

/** sha256 over the paths and contents of all files below a directory; of a link, where it leads to is the content. */
export async function fileTreeHash(root: string): Promise<string> {
  const hash = createHash('sha256')
  for (const path of await filesBelow(root)) {
    const { kind, content } = await read(join(root, path))
    hash.update(`${path}\0${kind}\0${content.length}\0`).update(content)
  }
  return hash.digest('hex')
}

async function read(path: string): Promise<{ kind: 'file' | 'link'; content: Buffer }> {
  const stat = await lstat(path)
  return stat.isSymbolicLink()
    ? { kind: 'link', content: Buffer.from(await readlink(path)) }
    : { kind: 'file', content: await readFile(path) }
}
