import { hostname } from 'node:os'
import { hasEnded, machineId, startOf } from '@genai-devbench/files'
import type { LockHolder } from '@genai-devbench/schema'

/** Without a sign of life for this long, a process that cannot be asked after is taken for gone. */
const STALE_MS = 10_000

/** This process, as the holder of a lock. */
export const thisProcess = (now: Date): LockHolder => ({
  pid: process.pid,
  host: hostname(),
  since: now.toISOString(),
  machine: machineId(),
  started: startOf(process.pid),
})

/**
 * Whether the holder of a lock has ended: exact for a process of this machine, else judged by its last sign of life.
 *
 * @param holder undefined when it cannot be read
 */
export function isGone(holder: LockHolder | undefined, silentMs: number): boolean {
  if (holder === undefined || holder.host !== hostname() || holder.machine !== machineId())
    return silentMs > STALE_MS
  return hasEnded(holder.pid, holder.started)
}
