import { lstatSync, readlinkSync } from 'node:fs'
import { findProgram } from './find-program.ts'
import { isWithin, outermost, programPlaces, systemPlaces } from './places.ts'
import { privateSystemPaths } from './private-system-paths.ts'

/** What a program may see and change; all paths are absolute. System directories and programs are always there to be read. */
export interface Confinement {
  /** Directories it may read and change. They must be there. */
  writable: readonly string[]
  /** Files and directories it may read besides. Those that are not there are left out. */
  readable: readonly string[]
  /** Directories it must not see even where they lie inside a system directory. */
  hidden: readonly string[]
  /** Directory that becomes its /tmp and /var/tmp. */
  temporary: string
  /** What its shared memory (/dev/shm) may hold; without it, what the system allows: half of the memory. */
  sharedMemoryBytes?: number
}

export interface ProgramCall {
  file: string
  args: readonly string[]
}

const TEMPORARY = ['/tmp', '/var/tmp']

/**
 * The call that runs a program in a sandbox of bubblewrap: a file system of its own, no process but its own in sight,
 * the network shared. The environment is passed on. Everything inside ends with the first program, and with bubblewrap.
 *
 * @param status number of an open descriptor on which bubblewrap tells what became of it: see `hasStarted`
 */
export function confine(
  { file, args }: ProgramCall,
  { cwd, status, ...confinement }: Confinement & { cwd: string; status?: number },
): ProgramCall {
  return {
    // The program may have a PATH of its own.
    file: findProgram('bwrap') ?? 'bwrap',
    args: [
      ['--die-with-parent', '--unshare-pid', '--unshare-ipc'],
      status === undefined ? [] : ['--json-status-fd', String(status)],
      mounts(confinement),
      ['--chdir', cwd, '--', file, ...args],
    ].flat(),
  }
}

/** Whether the program was reached, by what bubblewrap wrote to its status descriptor: it tells an exit code only then. */
export const hasStarted = (status: string): boolean => status.includes('"exit-code"')

/** In the order in which they are made: what comes later lies over what came before. */
function mounts({ writable, readable, hidden, temporary, sharedMemoryBytes }: Confinement): string[] {
  const system = systemPlaces()
  const masked = outermost(hidden.filter((path) => isBelow(path, [...system, ...TEMPORARY])))
  const besides = [...programPlaces(), ...readable].filter(
    (path) => !isBelow(path, system) || isBelow(path, masked),
  )
  return [
    system.map(mountOfSystem),
    privateSystemPaths().map(({ path, isDirectory }) =>
      isDirectory ? ['--tmpfs', path] : ['--ro-bind', '/dev/null', path],
    ),
    ['--proc', '/proc', '--dev', '/dev'],
    sharedMemoryBytes === undefined
      ? []
      : ['--size', String(sharedMemoryBytes), '--tmpfs', '/dev/shm', '--remount-ro', '/dev'],
    TEMPORARY.map((path) => ['--bind', temporary, path]),
    masked.map((path) => ['--tmpfs', path]),
    besides.map((path) => ['--ro-bind-try', path, path]),
    writable.map((path) => ['--bind', path, path]),
    // What is not mounted is not there, and what is written there is not silently lost.
    ['/', ...masked].map((path) => ['--remount-ro', path]),
  ].flat(2)
}

const isBelow = (path: string, directories: readonly string[]): boolean =>
  directories.some((directory) => isWithin(path, directory))

/** On most systems /bin and its like are links into /usr. */
function mountOfSystem(path: string): string[] {
  return lstatSync(path).isSymbolicLink()
    ? ['--symlink', readlinkSync(path), path]
    : ['--ro-bind', path, path]
}
