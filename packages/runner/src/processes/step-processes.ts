import { type ChildProcess, spawn } from 'node:child_process'
import { randomUUID } from 'node:crypto'
import { closeSync, fstatSync, openSync, readSync } from 'node:fs'
import { text } from 'node:stream/consumers'
import type { Readable } from 'node:stream'
import type { Command, CommandResult } from '@genai-devbench/adapters'
import { groupExists, killGroup, killGroupNow, killMarked } from './kill-processes.ts'
import { type Surroundings, launchOf, signalIn, startFault, timesOf } from './launch.ts'
import type { ProcessMeter } from './process-meter.ts'

const TAIL_BYTES = 1024 * 1024
/** Marks every process of a step in its environment, so that one which left its process group is still found. */
export const MARKER = 'DEVBENCH_STEP_PROCESS'

export interface StepProcessOptions {
  /** Directory of the run the step belongs to. */
  owner: string
  cwd: string
  env: Readonly<Record<string, string>>
  outLog: string
  errLog: string
  surroundings: Surroundings
  meter: ProcessMeter
  signal: AbortSignal
}

/** Process groups of all steps under way: when this process ends in haste, they end with it. */
const groupsUnderWay = new Set<number>()
process.on('exit', () => {
  for (const group of groupsUnderWay) killGroupNow(group)
})

/** A program could not be started at all: not the framework's doing. */
export class SpawnError extends Error {
  override readonly name = 'SpawnError'
}

/** Kills what a run's steps left alive when the process that ran them was itself killed. */
export const killLeftOver = (owner: string): Promise<number> => killMarked(`${MARKER}=${owner} `, 0)

/** The same for all runs whose directories lie below one. */
export const killLeftOverBelow = (dir: string): Promise<number> => killMarked(`${MARKER}=${dir}/`, 0)

/** The programs of one step. When the step is over, none of them nor of their descendants is left. */
export class StepProcesses implements AsyncDisposable {
  readonly #options: StepProcessOptions
  readonly #marker: string
  /** Process groups that may have members. */
  readonly #groups = new Set<number>()
  /** The first program of the step: all its descendants are younger. */
  #firstPid: number | undefined

  constructor(options: StepProcessOptions) {
    this.#options = options
    this.#marker = `${options.owner} ${randomUUID()}`
    options.signal.addEventListener('abort', this.#stopAll, { once: true })
  }

  async spawn({ file, args, cwd = this.#options.cwd, env, input }: Command): Promise<CommandResult> {
    const { signal, outLog, errLog, surroundings } = this.#options
    signal.throwIfAborted()
    const launch = launchOf({ file, args }, { ...surroundings, cwd })
    const out = openLog(outLog)
    const err = openLog(errLog)
    try {
      const child = spawn(launch.file, launch.args, {
        cwd,
        env: { ...this.#options.env, ...env, [MARKER]: this.#marker },
        stdio: [
          input === undefined ? 'ignore' : 'pipe',
          // Logs get the very bytes, without a detour through this process.
          out.descriptor,
          err.descriptor,
          ...Array.from({ length: launch.reports }, () => 'pipe' as const),
        ],
        detached: true,
      })
      // A program may end without having read all of its input.
      child.stdin?.on('error', () => {}).end(input)
      const reports = Promise.all(child.stdio.slice(3).map((report) => text(report as Readable)))
      reports.catch(() => {})
      const ended = await this.#untilExit(child, file)
      const [times = '', status] = await reports
      if (child.pid !== undefined) this.#options.meter.ended(child.pid, timesOf(times))
      signal.throwIfAborted()
      const stderr = tail(err)
      const fault = startFault(ended.exitCode, { stderr, status })
      if (fault !== undefined) throw new SpawnError(`${file} could not be started: ${fault}`)
      const byShell = ended.signal ?? signalIn(ended.exitCode)
      return {
        exitCode: byShell === null ? ended.exitCode : null,
        signal: byShell,
        stdout: tail(out),
        stderr,
      }
    } finally {
      closeSync(out.descriptor)
      closeSync(err.descriptor)
    }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#options.signal.removeEventListener('abort', this.#stopAll)
    // The step is over: what still runs was left behind in the background.
    if (this.#groups.size > 0) this.#options.meter.sample()
    await Promise.all([...this.#groups].map((group) => this.#kill(group)))
    for (const group of this.#groups) this.#forget(group)
    if (this.#firstPid !== undefined) await killMarked(`${MARKER}=${this.#marker}`, this.#firstPid)
  }

  readonly #stopAll = (): void => {
    this.#options.meter.sample()
    for (const group of this.#groups) void this.#kill(group)
  }

  #kill(group: number): Promise<void> {
    return killGroup(group, { isConfined: this.#options.surroundings.confinement !== undefined })
  }

  #forget(group: number): void {
    this.#groups.delete(group)
    groupsUnderWay.delete(group)
  }

  #untilExit(child: ChildProcess, file: string): Promise<Pick<CommandResult, 'exitCode' | 'signal'>> {
    const { pid } = child
    if (pid !== undefined) {
      this.#groups.add(pid)
      groupsUnderWay.add(pid)
      this.#options.meter.started(pid)
    }
    this.#firstPid ??= pid
    return new Promise((resolve, reject) => {
      child.once('error', (cause) =>
        reject(new SpawnError(`${file} could not be started: ${cause.message}`, { cause })),
      )
      child.once('exit', (exitCode, signal) => {
        // An empty group is forgotten at once: its number may soon be another's.
        if (pid !== undefined && !groupExists(pid)) this.#forget(pid)
        resolve({ exitCode, signal })
      })
    })
  }
}

interface Log {
  descriptor: number
  /** Where this command's output begins: a step's commands share its logs. */
  start: number
}

function openLog(path: string): Log {
  const descriptor = openSync(path, 'a+')
  return { descriptor, start: fstatSync(descriptor).size }
}

function tail({ descriptor, start }: Log): string {
  const { size } = fstatSync(descriptor)
  const length = Math.min(size - start, TAIL_BYTES)
  const buffer = Buffer.alloc(length)
  const read = readSync(descriptor, buffer, 0, length, size - length)
  return buffer.toString('utf8', 0, read)
}
