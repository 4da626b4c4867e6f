import { lstatSync, readdirSync, rmSync } from 'node:fs'
import { chmod, readdir, rm } from 'node:fs/promises'
import { join } from 'node:path'

/** As many are sooner removed at once than in the background. */
const FEW_ENTRIES = 50

/** Removes a directory with all that is in it, read-only directories too, such as package managers make. */
export async function removeTree(root: string): Promise<void> {
  try {
    if (hasFewEntries(root)) rmSync(root, { recursive: true, force: true })
    else await rm(root, { recursive: true, force: true })
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException
    if (code !== 'EACCES' && code !== 'EPERM') throw error
    await makeWritable(root)
    await rm(root, { recursive: true, force: true })
  }
}

/** False also where it cannot be told. */
function hasFewEntries(root: string): boolean {
  const dirs = lstatSync(root, { throwIfNoEntry: false })?.isDirectory() === true ? [root] : []
  let entries = 0
  try {
    for (const dir of dirs) {
      const inside = readdirSync(dir, { withFileTypes: true })
      entries += inside.length
      if (entries > FEW_ENTRIES) return false
      for (const entry of inside) if (entry.isDirectory()) dirs.push(join(dir, entry.name))
    }
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
