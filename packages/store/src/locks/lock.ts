import { randomUUID } from 'node:crypto'
import {
  type FileHandle,
  mkdir,
  open,
  readFile,
  readdir,
  rename,
  rm,
  rmdir,
  stat,
  writeFile,
} from 'node:fs/promises'
import { basename, dirname, join } from 'node:path'
import { LockHolder } from '@genai-devbench/schema'
import { isGone } from './lock-holder.ts'

const BEAT_MS = 2000
/** Another process clearing up may come in between once or twice, never as often as this. */
const MAX_TRIES = 100

/** Another process has the lock. */
export class LockHeld extends Error {
  override readonly name = 'LockHeld'
  /** Undefined when it cannot be read. */
  readonly holder: LockHolder | undefined

  constructor(path: string, holder: LockHolder | undefined) {
    super(`${path} is held by ${holder ? `process ${holder.pid} on ${holder.host}` : 'another process'}`)
    this.holder = holder
  }
}

/**
 * Takes a lock: a directory that holds one file, named at random. It comes into being together with its file, since renaming a
 * directory succeeds only onto an empty one; and the lock of a process that is gone is opened by deleting just that file, never
 * one that came in its place. So of many takers one wins, whenever any of them is killed. Throws LockHeld.
 */
export async function takeLock(path: string, holder: LockHolder): Promise<Lock> {
  const name = `${randomUUID()}.json`
  const own = `${path}.${name}`
  try {
    for (let tries = 0; tries < MAX_TRIES; tries++) {
      const now = await prepare(own, name, holder)
      if (now === undefined) continue
      if (await isMoved(own, path)) return await Lock.hold(join(path, name))
      await clearOfGone(path, now)
    }
    throw new LockHeld(path, undefined)
  } finally {
    await rm(own, { recursive: true, force: true })
  }
}

/** Who has the lock, unless that process is gone; undefined also when it cannot be read. By this machine's clock. */
export async function holderAtWork(path: string): Promise<LockHolder | undefined> {
  for (const name of (await readdir(path).catch(noneIfMissing)) ?? []) {
    const file = join(path, name)
    const stats = await stat(file).catch(noneIfMissing)
    const text = await readFile(file, 'utf8').catch(noneIfMissing)
    if (stats === undefined || text === undefined) continue
    const holder = parseHolder(text)
    if (!isGone(holder, Date.now() - stats.mtimeMs)) return holder
  }
  return undefined
}

/** Removes what processes left that were killed while they tried. Only for who holds the lock: others that try begin again. */
export async function clearTries(path: string): Promise<void> {
  const prefix = `${basename(path)}.`
  for (const name of await readdir(dirname(path))) {
    if (name.startsWith(prefix)) await rm(join(dirname(path), name), { recursive: true, force: true })
  }
}

/** Returns the time by the clock of the file system, in milliseconds; undefined when it was cleared away meanwhile. */
async function prepare(own: string, name: string, holder: LockHolder): Promise<number | undefined> {
  try {
    // Not `recursive`: on a read-only file system that fails with ENOENT.
    await mkdir(own).catch(unlessThere)
    await writeFile(join(own, name), JSON.stringify(holder))
    return (await stat(join(own, name))).mtimeMs
  } catch (error) {
    return isOneOf(error, 'ENOENT') ? undefined : raise(error)
  }
}

async function isMoved(own: string, path: string): Promise<boolean> {
  try {
    await rename(own, path)
    return true
  } catch (error) {
    return isOneOf(error, 'ENOTEMPTY', 'EEXIST', 'ENOENT') ? false : raise(error)
  }
}

/** Throws LockHeld when not all of them are gone. */
async function clearOfGone(path: string, now: number): Promise<void> {
  const names = await readdir(path).catch(noneIfMissing)
  for (const name of names ?? []) {
    const file = join(path, name)
    const stats = await stat(file).catch(noneIfMissing)
    const text = await readFile(file, 'utf8').catch(noneIfMissing)
    if (stats === undefined || text === undefined) continue
    const holder = parseHolder(text)
    if (!isGone(holder, now - stats.mtimeMs)) throw new LockHeld(path, holder)
    await rm(file, { force: true })
  }
}

function parseHolder(text: string): LockHolder | undefined {
  try {
    return LockHolder.safeParse(JSON.parse(text)).data
  } catch {
    return undefined
  }
}

/** A lock that is held. Disposing of it gives it back. */
export class Lock implements AsyncDisposable {
  readonly #path: string
  readonly #file: FileHandle
  readonly #content: Buffer
  readonly #timer: NodeJS.Timeout
  readonly #lost = new AbortController()

  private constructor(path: string, file: FileHandle, content: Buffer) {
    this.#path = path
    this.#file = file
    this.#content = content
    this.#timer = setInterval(() => void this.#beat(), BEAT_MS).unref()
  }

  static async hold(path: string): Promise<Lock> {
    return new Lock(path, await open(path, 'r+'), await readFile(path))
  }

  /** Aborted when the lock is no longer this process's: another machine took it over, or somebody deleted it. */
  get lost(): AbortSignal {
    return this.#lost.signal
  }

  async [Symbol.asyncDispose](): Promise<void> {
    clearInterval(this.#timer)
    await this.#file.close()
    await rm(this.#path, { force: true })
    // Not empty: another one has it already.
    await rmdir(dirname(this.#path)).catch(() => {})
  }

  /** Writing what stands there tells others by the file system's own clock, and needs no room on a full disk. */
  async #beat(): Promise<void> {
    try {
      await stat(this.#path)
      await this.#file.write(this.#content, 0, this.#content.length, 0)
    } catch (error) {
      if (isOneOf(error, 'ENOENT', 'ESTALE')) this.#lost.abort()
    }
  }
}

const isOneOf = (error: unknown, ...codes: string[]): boolean =>
  codes.includes((error as NodeJS.ErrnoException).code ?? '')

function unlessThere(error: unknown): void {
  if (!isOneOf(error, 'EEXIST')) throw error
}

function noneIfMissing(error: unknown): undefined {
  return isOneOf(error, 'ENOENT') ? undefined : raise(error)
}

function raise(error: unknown): never {
  throw error
}
