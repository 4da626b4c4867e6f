import { randomBytes } from 'node:crypto'
import { hostname } from 'node:os'
import { dirname, join } from 'node:path'
import { makeDirectory } from '@genai-devbench/files'
import fs from 'fs-extra'

// Of this machine: whether a process of another one is alive cannot be told from here.
const PREFIX = `.new-${hostname()}-`

/**
 * Gives `make` a hidden directory beside `target` to build in, which it renames into place; what is left of it is
 * removed however `make` ends, and what a killed process left is removed by the next one.
 */
export async function stage(target: string, make: (stagingRoot: string) => Promise<void>): Promise<void> {
  const parent = dirname(target)
  await makeDirectory(parent)
  await removeAbandoned(parent)
  const stagingRoot = join(parent, `${PREFIX}${process.pid}-${randomBytes(4).toString('hex')}`)
  // By itself: made together with its parents, Node calls a read-only file system a missing directory.
  await fs.mkdir(stagingRoot)
  try {
    await make(stagingRoot)
  } finally {
    await fs.remove(stagingRoot)
  }
}

async function removeAbandoned(parent: string): Promise<void> {
  for (const name of await fs.readdir(parent)) {
    const pid = name.startsWith(PREFIX) ? Number.parseInt(name.slice(PREFIX.length), 10) : Number.NaN
    if (Number.isInteger(pid) && !isAlive(pid)) await fs.remove(join(parent, name))
  }
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0)
    return true
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM'
  }
}
