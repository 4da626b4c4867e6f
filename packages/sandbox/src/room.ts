import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { readdirSync, readFileSync, readlinkSync, statfsSync } from 'node:fs'
import { join } from 'node:path'
import type { Readable } from 'node:stream'
import { text } from 'node:stream/consumers'
import type { ProgramCall } from './bubblewrap.ts'
import { findProgram } from './find-program.ts'
import { limitCommand, limitFromOutside } from './task-limit.ts'

const INFO = 3
const PAGE_BYTES = 4096
const NICENESS = '10'

/**
 * Namespaces that several sandboxes share: a network of their own, in which they meet on loopback and reach nothing
 * else, one set of processes that ends at once, and a directory in memory of limited size. Linux, with bubblewrap 0.7
 * and nsenter.
 */
export interface Room extends AsyncDisposable {
  /** Where this process finds a path of the room. */
  outside(path: string): string
  /** The call that starts a program in the room. It may do what this process may do: give it a call made by `confine`. */
  enter(call: ProgramCall): ProgramCall
  /** How many processes it has; quicker to be had than the rest. 0 once it is over. */
  processes(): number
  /** What all its processes hold together; undefined once it is over. */
  usage(): RoomUsage | undefined
  /** Ends everything in it. */
  end(): void
}

export interface RoomUsage {
  /** Processes and their threads. */
  tasks: number
  /** Sum of the resident sets. */
  memoryBytes: number
  /** What the files in its directory take. */
  diskBytes: number
}

interface RoomOptions {
  /** Absolute path, in the room, of what is held in memory. */
  directory: string
  diskBytes: number
  /** Processes and threads beyond which none can be started, where the kernel can hold a room to that. */
  maxTasks?: number
}

/** Opens a room. Throws an Error that says why there can be none. It ends with this process at the latest. */
export async function openRoom(options: RoomOptions): Promise<Room> {
  const bwrap = findProgram('bwrap')
  const nsenter = findProgram('nsenter')
  if (!bwrap) throw new Error('bubblewrap (bwrap) is not installed')
  if (!nsenter) throw new Error('nsenter (package util-linux) is not installed')
  const holder = spawn(bwrap, holderArguments(options), {
    detached: true,
    env: {},
    stdio: ['pipe', 'pipe', 'pipe', 'pipe'],
  })
  // From now on: it may be killed at any instant, and says so once.
  const ended = once(holder, 'exit')
  ended.catch(() => {})
  try {
    const pid = await innermostProcess(holder, ended)
    const namespaces = [...userNamespace(pid), '-m', '-p', '-n', '-i']
    if (isRoot()) await limitFromOutside(nsenter, pid, options.maxTasks)
    return roomHeldBy(holder, pid, { ...options, ended, nsenter, namespaces })
  } catch (error) {
    holder.kill('SIGKILL')
    throw error
  }
}

/** Inside is a program that ends when nobody holds the other end of its input any more. */
const holderArguments = ({ directory, diskBytes, maxTasks }: RoomOptions): string[] =>
  [
    // For the limit. Entered from outside, an ordinary user's namespaces give a shell no such power.
    isRoot() ? [] : ['--cap-add', 'CAP_SYS_ADMIN'],
    ['--die-with-parent', '--unshare-pid', '--unshare-ipc', '--unshare-net', '--info-fd', String(INFO)],
    // Not --dev: for its sake bubblewrap would nest user namespaces, and the outer one could not be entered.
    ['--bind', '/', '/', '--dev-bind', '/dev', '/dev', '--proc', '/proc'],
    ['--size', String(diskBytes), '--tmpfs', directory],
    ['--', '/bin/sh', '-c', `${isRoot() ? ':' : limitCommand(maxTasks)}; echo ready; exec cat`],
  ].flat()

const isRoot = (): boolean => process.getuid?.() === 0

/** The number, here, of the first process inside, once everything is mounted. */
async function innermostProcess(holder: ChildProcess, ended: Promise<unknown>): Promise<number> {
  const [stdout, stderr, info] = [1, 2, INFO].map((number) => holder.stdio[number] as Readable)
  if (!stdout || !stderr || !info) throw new Error('the sandbox was not started')
  const [ready, failure] = [once(stdout, 'data').then(() => true), text(stderr)]
  const hasStarted = await Promise.race([ready, ended.then(() => false)])
  if (!hasStarted) throw new Error((await failure).trim().split('\n')[0] || 'the sandbox was not started')
  return (JSON.parse(await text(info)) as { 'child-pid': number })['child-pid']
}

function roomHeldBy(
  holder: ChildProcess,
  pid: number,
  {
    directory,
    ended,
    nsenter,
    namespaces,
  }: { directory: string; ended: Promise<unknown>; nsenter: string; namespaces: readonly string[] },
): Room {
  const root = `/proc/${pid}/root`
  const end = (): void => {
    holder.stdin?.destroy()
    try {
      // The kernel ends all processes of a namespace with its first.
      process.kill(pid, 'SIGKILL')
    } catch {} // ended before
  }
  return {
    outside: (path) => join(root, path),
    // However many processes it starts, whoever counts them must get to it.
    enter: ({ file, args }) => ({
      file: findProgram('nice') ?? 'nice',
      args: ['-n', NICENESS, nsenter, '-t', String(pid), ...namespaces, '--', file, ...args],
    }),
    usage: () => usageOf(root, directory),
    processes: () => processesIn(root).length,
    end,
    async [Symbol.asyncDispose]() {
      end()
      await ended
    },
  }
}

/** An ordinary user's namespaces belong to a user namespace; root has none made. */
const userNamespace = (pid: number): string[] =>
  namespaceOf('self') === namespaceOf(pid) ? [] : ['-U', '--preserve-credentials']

const namespaceOf = (pid: number | 'self'): string => readlinkSync(`/proc/${pid}/ns/user`)

function usageOf(root: string, directory: string): RoomUsage | undefined {
  try {
    const { blocks, bfree, bsize } = statfsSync(join(root, directory))
    const processes = processesIn(root).map((name) => processUsage(join(root, 'proc', name, 'stat')))
    return {
      tasks: processes.reduce((sum, { tasks }) => sum + tasks, 0),
      memoryBytes: processes.reduce((sum, { memoryBytes }) => sum + memoryBytes, 0),
      diskBytes: (blocks - bfree) * bsize,
    }
  } catch {
    return undefined
  }
}

function processesIn(root: string): string[] {
  try {
    return readdirSync(join(root, 'proc')).filter((name) => /^\d+$/.test(name))
  } catch {
    return []
  }
}

/** Fields 20 and 24 of proc_pid_stat(5); the second field, a name in brackets, may hold anything. */
function processUsage(path: string): { tasks: number; memoryBytes: number } {
  try {
    const line = readFileSync(path, 'latin1')
    const fields = line.slice(line.lastIndexOf(')') + 2).split(' ')
    return { tasks: Number(fields[17]), memoryBytes: Number(fields[21]) * PAGE_BYTES }
  } catch {
    return { tasks: 0, memoryBytes: 0 } // ended since
  }
}
