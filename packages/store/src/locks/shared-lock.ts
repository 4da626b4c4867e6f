import { randomUUID } from 'node:crypto'
import { rename, rm, stat, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import type { LockHolder } from '@genai-devbench/schema'
import { Lock, LockHeld, clearTries, holdsOn, takeLock } from './lock.ts'

const POLL_MS = 50

/** A lock that several processes hold at a time, each by a file of its own in the same directory. */
export interface SharedLock {
  lock: Lock
  /** Lets others join. For who came first, and is alone until then; undefined for who joined. */
  open: (() => Promise<void>) | undefined
}

/**
 * Takes a lock for itself, to be opened to others, or joins those who have opened it; waits for one who is about to. Throws
 * LockHeld when a process has it that shares it with nobody, or when the wait was aborted.
 */
export async function takeSharedLock(
  path: string,
  holder: LockHolder,
  signal: AbortSignal,
): Promise<SharedLock> {
  for (;;) {
    try {
      const lock = await takeLock(path, { ...holder, shared: 'soon' })
      await clearTries(path)
      return { lock, open: () => lock.rewrite({ ...holder, shared: 'open' }) }
    } catch (error) {
      if (!(error instanceof LockHeld) || signal.aborted) throw error
    }
    const joined = await joinOthers(path, { ...holder, shared: 'open' })
    if (joined instanceof LockHeld) throw joined
    if (joined !== undefined) return { lock: joined, open: undefined }
    await sleep(POLL_MS, undefined, { signal }).catch(() => {})
  }
}

/**
 * Puts a file of its own beside those of the others. Between the look at them and the move the lock may have become another's who
 * shares it with nobody: so it is held only when a second look finds the same. Undefined when there is nobody to join (yet).
 */
async function joinOthers(path: string, holder: LockHolder): Promise<Lock | LockHeld | undefined> {
  const name = `${randomUUID()}.json`
  const prepared = `${path}.${name}`
  const own = join(path, name)
  try {
    await writeFile(prepared, JSON.stringify(holder))
    const now = (await stat(prepared)).mtimeMs
    const before = await look(path, own, now)
    if (before !== 'open') return before
    await rename(prepared, own)
    const lock = await Lock.hold(own)
    const after = await look(path, own, now)
    if (after === 'open') return lock
    await lock[Symbol.asyncDispose]()
    return after
  } catch (error) {
    // Cleared away meanwhile by who took the lock or gave it back.
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined
    throw error
  } finally {
    await rm(prepared, { force: true })
  }
}

/** Whether there are others and all of them have opened the lock. */
async function look(path: string, own: string, now: number): Promise<'open' | LockHeld | undefined> {
  const others = (await holdsOn(path, now)).filter(({ file, gone }) => file !== own && !gone)
  const alone = others.find(({ holder }) => holder !== undefined && holder.shared === undefined)
  if (alone) return new LockHeld(path, alone.holder)
  return others.length > 0 && others.every(({ holder }) => holder?.shared === 'open') ? 'open' : undefined
}
