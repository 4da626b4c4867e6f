import { execFile } from 'node:child_process'
import { release } from 'node:os'
import { promisify } from 'node:util'

const run = promisify(execFile)

/** Once the numbers of processes have gone round, the kernel gives none below this (RESERVED_PIDS in linux/pid.h). */
const RESERVED = 300

/**
 * For a shell: holds its pid namespace to so many tasks. Beyond, whoever starts one gets EAGAIN; until the numbers have
 * gone round, a little more is possible, so that who watches sees it. Nothing where the kernel cannot do it.
 */
export const limitCommand = (maxTasks: number | undefined): string =>
  maxTasks === undefined || !hasOwnPidMax(release())
    ? ':'
    : `{ echo ${maxTasks + RESERVED} > /proc/sys/kernel/pid_max; } 2> /dev/null`

/** For root, to whom bubblewrap shows a /proc/sys that is read-only: so the mount namespace is not entered. */
export async function limitFromOutside(
  nsenter: string,
  pid: number,
  maxTasks: number | undefined,
): Promise<void> {
  const command = limitCommand(maxTasks)
  await run(nsenter, ['-t', String(pid), '-p', '--', '/bin/sh', '-c', command]).catch(() => {})
}

/** Since Linux 6.14 a pid namespace has a pid_max of its own; before, writing it would change that of the machine. */
export function hasOwnPidMax(kernel: string): boolean {
  const [major = 0, minor = 0] = kernel.split('.').map((part) => Number.parseInt(part, 10))
  return major > 6 || (major === 6 && minor >= 14)
}
