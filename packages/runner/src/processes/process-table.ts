import { existsSync, readFileSync, readdirSync } from 'node:fs'

export interface ProcessEntry {
  pid: number
  parent: number
  group: number
  /** In processor time, of itself and of its ended children for which it has waited. */
  cpuMs: number
}

/** Linux counts in hundredths of a second (USER_HZ) wherever Node runs. */
const TICK_MS = 10

const FEW_IDS = 50

/**
 * The living processes from a number on; zombies, of which nothing runs, are left out. Numbers are given out in order:
 * where the newest is below `firstPid` they have begun anew, and all are looked at. Linux only.
 */
export function processesSince(firstPid: number): ProcessEntry[] {
  return pidsSince(firstPid).flatMap((pid) => entryOf(pid) ?? [])
}

function pidsSince(firstPid: number): number[] {
  const newest = newestPid()
  return readdirSync('/proc')
    .map(Number)
    .filter((pid) => Number.isInteger(pid) && (newest < firstPid || pid >= firstPid))
}

/** The same, with threads among them. Mostly a few numbers have been given out: looking for each is quicker than reading the table. */
export function idsSince(firstPid: number): number[] {
  const count = newestPid() - firstPid + 1
  if (count < 1 || count > FEW_IDS) return pidsSince(firstPid)
  return Array.from({ length: count }, (_, index) => firstPid + index).filter((id) =>
    existsSync(`/proc/${id}`),
  )
}

const newestPid = (): number => Number(readFileSync('/proc/loadavg', 'latin1').trim().split(' ').at(-1))

function entryOf(pid: number): ProcessEntry | undefined {
  const stat = readProc(pid, 'stat')
  // The name before it may hold anything.
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ')
  const [state, parent, group] = fields
  if (state === undefined || state === '' || state === 'Z' || state === 'X') return undefined
  const ticks = fields.slice(11, 15).reduce((sum, field) => sum + Number(field), 0)
  return { pid, parent: Number(parent), group: Number(group), cpuMs: ticks * TICK_MS }
}

/** Resident memory in bytes; 0 once the process is gone. */
export function residentBytes(pid: number): number {
  const [, kib] = /^VmRSS:\s+(\d+) kB$/m.exec(readProc(pid, 'status')) ?? []
  return Number(kib ?? 0) * 1024
}

/** Whether a process lives in a process space of its own, as everything inside a sandbox does. */
export const isInside = (pid: number): boolean => /^NSpid:\t\d+\t/m.test(readProc(pid, 'status'))

/** Empty for processes that are gone. */
function readProc(pid: number, file: 'stat' | 'status'): string {
  try {
    return readFileSync(`/proc/${pid}/${file}`, 'latin1')
  } catch {
    return ''
  }
}
