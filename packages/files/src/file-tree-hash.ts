import { createHash } from 'node:crypto'
import { readFile, readdir, readlink } from 'node:fs/promises'
import { join } from 'node:path'

/** sha256 over the paths and contents of all files below a directory: equal trees, equal hashes. Links are not followed. */
export async function fileTreeHash(root: string): Promise<string> {
  const hash = createHash('sha256')
  for (const path of await filesBelow(root)) {
    const content = await contentOf(join(root, path))
    hash.update(`${path}\0${content.length}\0`).update(content)
  }
  return hash.digest('hex')
}

/** Paths of all files and links below a directory, with forward slashes, sorted by code unit. */
export async function filesBelow(root: string, inner = ''): Promise<string[]> {
  const entries = await readdir(join(root, inner), { withFileTypes: true })
  const paths = entries.map(async (entry) => {
    const path = inner === '' ? entry.name : `${inner}/${entry.name}`
    if (entry.isDirectory()) return filesBelow(root, path)
    return entry.isFile() || entry.isSymbolicLink() ? [path] : []
  })
  return (await Promise.all(paths)).flat().sort()
}

async function contentOf(path: string): Promise<Buffer> {
  try {
    return Buffer.from(await readlink(path))
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EINVAL') return readFile(path)
    throw error
  }
}
