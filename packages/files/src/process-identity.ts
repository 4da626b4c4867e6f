import { readFileSync, readlinkSync } from 'node:fs'

/** What numbers the processes that this one sees; null where that is not known. Containers may share a host's name, and no numbers. */
export function machineId(): string | null {
  const boot = read('/proc/sys/kernel/random/boot_id')
  if (boot === null) return null
  try {
    return `${boot.trim()} ${readlinkSync('/proc/self/ns/pid')}`
  } catch {
    return null
  }
}

/** When a process began, in ticks since the machine did: field 22 of proc_pid_stat(5), the second being the name in brackets. A zombie has ended. */
export function startOf(pid: number): string | null {
  const stat = read(`/proc/${pid}/stat`)
  if (stat === null) return null
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ')
  return fields[0] === 'Z' || fields[0] === 'X' ? null : (fields[19] ?? null)
}

/** Whether a process of this machine has ended. @param started what `startOf` said of it when it was alive */
export const hasEnded = (pid: number, started: string | null): boolean =>
  started === null ? !exists(pid) : startOf(pid) !== started

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
