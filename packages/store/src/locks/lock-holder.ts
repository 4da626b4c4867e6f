import { readFileSync, readlinkSync } from 'node:fs'
import { hostname } from 'node:os'
import type { LockHolder } from '@genai-devbench/schema'

/** Without a sign of life for this long, a process that cannot be asked after is taken for gone. */
const STALE_MS = 10_000

/** This process, as the holder of a lock. */
export const thisProcess = (now: Date): LockHolder => ({
  pid: process.pid,
  host: hostname(),
  since: now.toISOString(),
  machine: machine(),
  started: startOf(process.pid),
})

/**
 * Whether the holder of a lock has ended: exact for a process of this machine, else judged by its last sign of life.
 *
 * @param holder undefined when it cannot be read
 */
export function isGone(holder: LockHolder | undefined, silentMs: number): boolean {
  if (holder === undefined || holder.host !== hostname() || holder.machine !== machine())
    return silentMs > STALE_MS
  return holder.machine === null ? !exists(holder.pid) : startOf(holder.pid) !== holder.started
}

/** Containers may share a host's name while each numbers its processes by itself. */
function machine(): string | null {
  const boot = read('/proc/sys/kernel/random/boot_id')
  if (boot === null) return null
  try {
    return `${boot.trim()} ${readlinkSync('/proc/self/ns/pid')}`
  } catch {
    return null
  }
}

/** proc(5): field 22 of stat, the second being the name in brackets. A zombie has ended. */
function startOf(pid: number): string | null {
  const stat = read(`/proc/${pid}/stat`)
  if (stat === null) return null
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ')
  return fields[0] === 'Z' || fields[0] === 'X' ? null : (fields[19] ?? null)
}

function exists(pid: number): boolean {
  try {
    process.kill(pid, 0)
    return true
  } catch (error) {
    return (error as NodeJS.ErrnoException).code !== 'ESRCH'
  }
}

function read(path: string): string | null {
  try {
    return readFileSync(path, 'latin1')
  } catch {
    return null
  }
}
