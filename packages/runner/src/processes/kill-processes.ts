import { readFileSync } from 'node:fs'
import { setTimeout as sleep } from 'node:timers/promises'
import { idsSince, isInside, processesSince } from './process-table.ts'

const GRACE_MS = 2000
/** How long to wait for the kernel to take down what was killed; more means a process stuck in the kernel. */
const KILL_WAIT_MS = 10_000
const POLL_MS = 20

/** Ends a process group: asked first, then killed. Resolves when no process of it is left. */
export async function killGroup(group: number, { isConfined }: { isConfined: boolean }): Promise<void> {
  if (!groupExists(group)) return
  if (isConfined) askInside(group)
  else send(-group, 'SIGTERM')
  if (await isGoneWithin(group, GRACE_MS)) return
  send(-group, 'SIGKILL')
  await isGoneWithin(group, KILL_WAIT_MS)
}

/** The sandbox itself would end at once, and everything inside with it, unasked. */
function askInside(group: number): void {
  const members = processesSince(group).filter((entry) => entry.group === group)
  for (const { pid } of members) if (isInside(pid)) send(pid, 'SIGTERM')
}

/** Without waiting, for when this process is about to end. */
export const killGroupNow = (group: number): boolean => send(-group, 'SIGKILL')

/** Whether a process group has any member left. */
export const groupExists = (group: number): boolean => send(-group, 0)

async function isGoneWithin(group: number, milliseconds: number): Promise<boolean> {
  for (const deadline = Date.now() + milliseconds; Date.now() < deadline;) {
    if (!hasLivingMember(group)) return true
    await sleep(POLL_MS)
  }
  return false
}

/**
 * Kills the processes that carry an environment entry: those that made a session of their own. Only such as have
 * numbers from `firstPid` on are looked at. Linux only; elsewhere the group is all. Returns how many there were.
 */
export async function killMarked(entry: string, firstPid: number): Promise<number> {
  const killed = new Set<number>()
  if (process.platform !== 'linux') return 0
  for (const deadline = Date.now() + KILL_WAIT_MS; Date.now() < deadline;) {
    const found = markedProcesses(entry, firstPid)
    if (found.length === 0) break
    for (const pid of found) {
      send(pid, 'SIGKILL')
      killed.add(pid)
    }
    await sleep(POLL_MS)
  }
  return killed.size
}

/** Read without detour through the threads: the kernel has all of it in memory, and every step asks. */
const markedProcesses = (entry: string, firstPid: number): number[] =>
  idsSince(firstPid).filter((pid) => pid !== process.pid && environmentOf(pid).includes(entry))

/** Empty for processes of others and for those that are gone (zombies included). */
function environmentOf(pid: number): string {
  try {
    return readFileSync(`/proc/${pid}/environ`, 'latin1')
  } catch {
    return ''
  }
}

/** A zombie still counts as a member for kill(2), though nothing of it runs. */
const hasLivingMember = (group: number): boolean =>
  groupExists(group) &&
  (process.platform !== 'linux' || processesSince(0).some((entry) => entry.group === group))

function send(target: number, signal: NodeJS.Signals | 0): boolean {
  try {
    process.kill(target, signal)
    return true
  } catch {
    return false
  }
}
