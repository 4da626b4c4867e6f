import { constants } from 'node:os'
import { type Confinement, type ProgramCall, confine, findProgram, hasStarted } from '@genai-devbench/sandbox'

/** Descriptors on which a launched program's surroundings report. */
const TIMES = 3
const SANDBOX_STATUS = 4
const SHELL_NAME = 'devbench-start'

export interface Surroundings {
  /** Without it the program may do what this process may do. */
  confinement: Confinement | undefined
  /** Processors it may use; all without it. */
  cpus: readonly number[] | undefined
}

/**
 * A shell that runs its arguments as a program and then says what processor time that took: nobody else can, as Node
 * does not tell it of its children. It outlives a SIGTERM to the group, which is meant for the program.
 */
const TIMING_SHELL = [
  '/bin/sh',
  '-c',
  `trap : TERM; "$@" ${TIMES}>&-; code=$?; times >&${TIMES}; exit $code`,
  SHELL_NAME,
]

/** The call that runs a program in its surroundings, and how many descriptors it reports on, from 3 on. */
export function launchOf(
  { file, args }: ProgramCall,
  { cwd, confinement, cpus }: Surroundings & { cwd: string },
): ProgramCall & { reports: number } {
  const timed = callOf([...TIMING_SHELL, file, ...args])
  const confined = confinement ? confine(timed, { ...confinement, cwd, status: SANDBOX_STATUS }) : timed
  const pinned = cpus
    ? callOf([
        findProgram('taskset') ?? 'taskset',
        '--cpu-list',
        cpus.join(','),
        confined.file,
        ...confined.args,
      ])
    : confined
  return { ...pinned, reports: confinement ? 2 : 1 }
}

function callOf([file = '', ...args]: readonly string[]): ProgramCall {
  return { file, args }
}

/** Why the program was not started at all, by what its surroundings said; undefined when it was. */
export function startFault(
  exitCode: number | null,
  { stderr, status }: { stderr: string; status: string | undefined },
): string | undefined {
  // The shell's own codes for what cannot be found or executed.
  if ((exitCode === 126 || exitCode === 127) && stderr.startsWith(`${SHELL_NAME}: `))
    return stderr.split('\n')[0]?.replace(/^[^:]*: (line )?\d+: /, '')
  if (exitCode !== null && exitCode !== 0 && status !== undefined && !hasStarted(status))
    return stderr.split('\n')[0]
  return undefined
}

/** Processor time of the shell and of all that it and its descendants waited for, in milliseconds. */
export function timesOf(report: string): number | undefined {
  const times = [...report.matchAll(/(\d+)m([\d.]+)s/g)]
  if (times.length !== 4) return undefined
  const seconds = times.reduce((sum, [, minutes, rest]) => sum + Number(minutes) * 60 + Number(rest), 0)
  return Math.round(seconds * 1000)
}

const SIGNAL_NAMES = new Map(
  Object.entries(constants.signals).map(([name, number]) => [number, name as NodeJS.Signals]),
)

/** A shell says 128 + n for a program that signal n ended. */
export function signalIn(exitCode: number | null): NodeJS.Signals | null {
  return exitCode === null ? null : (SIGNAL_NAMES.get(exitCode - 128) ?? null)
}
