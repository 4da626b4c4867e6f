import { randomBytes } from 'node:crypto'
import { renameSync, rmSync, writeFileSync } from 'node:fs'
import { open, rename, rm } from 'node:fs/promises'

const TEMPORARY = /\.[0-9a-f]{12}\.tmp$/

/** Whether a name is one under which `writeFileAtomic` writes: left behind only by a process that was killed. */
export const isTemporary = (name: string): boolean => TEMPORARY.test(name)

/**
 * Replaces a file whole or not at all: whoever reads it, after any crash, finds the old content or the new.
 * Throws the system's error (ENOSPC, EACCES, ...), leaving the old content.
 *
 * @param options.durable false: for what is of use only while this machine runs. A loss of power may leave neither content.
 */
export async function writeFileAtomic(
  path: string,
  content: string | Uint8Array,
  { durable = true }: { durable?: boolean } = {},
): Promise<void> {
  const temporary = `${path}.${randomBytes(6).toString('hex')}.tmp`
  if (!durable) return replaceAtOnce(path, temporary, content)
  try {
    const file = await open(temporary, 'wx')
    try {
      await file.writeFile(content)
      await file.sync()
    } finally {
      await file.close()
    }
    await rename(temporary, path)
  } catch (error) {
    await rm(temporary, { force: true })
    throw error
  }
}

/** What is not waited for until it is on disk is written sooner than a thread is asked to. */
function replaceAtOnce(path: string, temporary: string, content: string | Uint8Array): void {
  try {
    writeFileSync(temporary, content, { flag: 'wx' })
    renameSync(temporary, path)
  } catch (error) {
    rmSync(temporary, { force: true })
    throw error
  }
}

export const writeJson = (
  path: string,
  value: unknown,
  options?: Parameters<typeof writeFileAtomic>[2],
): Promise<void> => writeFileAtomic(path, `${JSON.stringify(value, null, 2)}\n`, options)
