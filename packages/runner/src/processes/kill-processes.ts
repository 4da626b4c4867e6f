import { readFileSync, readdirSync } from 'node:fs'
import { readFile, readdir } from 'node:fs/promises'
import { setTimeout as sleep } from 'node:timers/promises'

const GRACE_MS = 2000
/** How long to wait for the kernel to take down what was killed; more means a process stuck in the kernel. */
const KILL_WAIT_MS = 10_000
const POLL_MS = 20

/** Ends a process group: asked first, then killed. Resolves when no process of it is left. */
export async function killGroup(group: number): Promise<void> {
  if (!send(-group, 'SIGTERM')) return
  if (await isGoneWithin(group, GRACE_MS)) return
  send(-group, 'SIGKILL')
  await isGoneWithin(group, KILL_WAIT_MS)
}

/** Without waiting, for when this process is about to end. */
export const killGroupNow = (group: number): boolean => send(-group, 'SIGKILL')

/** Whether a process group has any member left. */
export const groupExists = (group: number): boolean => send(-group, 0)

async function isGoneWithin(group: number, milliseconds: number): Promise<boolean> {
  for (const deadline = Date.now() + milliseconds; Date.now() < deadline;) {
    if (!(await hasLivingMember(group))) return true
    await sleep(POLL_MS)
  }
  return false
}

/**
 * Kills the processes that carry an environment entry: those that made a session of their own. Only such as were
 * started after `firstPid` are looked at. Linux only; elsewhere the group is all. Returns how many there were.
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
function markedProcesses(entry: string, firstPid: number): number[] {
  // Numbers are given out in order; where the newest is below the first of the step, they have begun anew.
  const newest = Number(readFileSync('/proc/loadavg', 'latin1').trim().split(' ').at(-1))
  const isYounger = (pid: number): boolean => newest < firstPid || pid > firstPid
  return readdirSync('/proc')
    .map(Number)
    .filter((pid) => Number.isInteger(pid) && pid !== process.pid && isYounger(pid))
    .filter((pid) => environmentOf(pid).includes(entry))
}

/** Empty for processes of others and for those that are gone (zombies included). */
function environmentOf(pid: number): string {
  try {
    return readFileSync(`/proc/${pid}/environ`, 'latin1')
  } catch {
    return ''
  }
}

async function hasLivingMember(group: number): Promise<boolean> {
  if (!groupExists(group)) return false
  if (process.platform !== 'linux') return true
  // A zombie still counts as a member for kill(2), though nothing of it runs.
  const stats = await Promise.all(
    (await readdir('/proc'))
      .filter((name) => /^\d+$/.test(name))
      .map((pid) => readFile(`/proc/${pid}/stat`, 'latin1').catch(() => '')),
  )
  return stats.some((stat) => {
    const [state, , processGroup] = stat.slice(stat.lastIndexOf(')') + 2).split(' ')
    return Number(processGroup) === group && state !== 'Z' && state !== 'X'
  })
}

function send(target: number, signal: NodeJS.Signals | 0): boolean {
  try {
    process.kill(target, signal)
    return true
  } catch {
    return false
  }
}
