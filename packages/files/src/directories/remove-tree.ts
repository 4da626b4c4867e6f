import { lstatSync, readdirSync, rmdirSync, unlinkSync } from 'node:fs'
import { chmod, readdir, rm } from 'node:fs/promises'
import { join } from 'node:path'

/** As many are sooner removed at once than in the background. */
const FEW_ENTRIES = 50

/** Removes a directory with all that is in it, read-only directories too, such as package managers make. */
export async function removeTree(root: string): Promise<void> {
  try {
    if (!removeSmall(root)) await rm(root, { recursive: true, force: true })
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException
    if (code !== 'EACCES' && code !== 'EPERM') throw error
    await makeWritable(root)
    await rm(root, { recursive: true, force: true })
  }
}

/**
 * Removes a directory of few entries with half the calls of Node's own rm, which asks of each entry what it is. Returns
 * false where there is more to do than that.
 */
function removeSmall(root: string): boolean {
  const directories = [root]
  const files: string[] = []
  try {
    const stats = lstatSync(root, { throwIfNoEntry: false })
    if (!stats?.isDirectory()) return stats === undefined
    for (const directory of directories)
      for (const entry of readdirSync(directory, { withFileTypes: true })) {
        const path = join(directory, entry.name)
        if (entry.isDirectory()) directories.push(path)
        else files.push(path)
        if (directories.length + files.length > FEW_ENTRIES) return false
      }
    for (const file of files) unlinkSync(file)
    for (const directory of directories.toReversed()) rmdirSync(directory)
    return true
  } catch {
    return false
  }
}

async function makeWritable(root: string): Promise<void> {
  await chmod(root, 0o700)
  for (const entry of await readdir(root, { withFileTypes: true }))
    if (entry.isDirectory()) await makeWritable(join(root, entry.name))
}
