import { chmod, readdir, rm } from 'node:fs/promises'
import { join } from 'node:path'

/** Removes a directory with all that is in it, read-only directories too, such as package managers make. */
export async function removeTree(root: string): Promise<void> {
  try {
    await rm(root, { recursive: true, force: true })
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException
    if (code !== 'EACCES' && code !== 'EPERM') throw error
    await makeWritable(root)
    await rm(root, { recursive: true, force: true })
  }
}

async function makeWritable(root: string): Promise<void> {
  await chmod(root, 0o700)
  for (const entry of await readdir(root, { withFileTypes: true }))
    if (entry.isDirectory()) await makeWritable(join(root, entry.name))
}
