import { type ChildProcess, spawn } from 'node:child_process'
import type { Readable } from 'node:stream'

/** What a program may print before the first of it is forgotten, in characters. */
const TAIL = 256 * 1024
const REPORT = 3
/** What a program may write to that descriptor, in characters: more than any report of ours, and it is held in memory. */
const LONGEST_REPORT = 32 * 2 ** 20
/** How long the output of a program that has ended is waited for. */
const PATIENCE_MS = 500

export interface ProgramResult {
  /** null where a signal ended it. */
  exitCode: number | null
  signal: NodeJS.Signals | null
  /** The last 256 Ki characters. */
  stdout: string
  stderr: string
  /**
   * All that it wrote to descriptor 3, where one was asked for. One that writes more than 32 Mi characters there is ended,
   * and stderr says so.
   */
  report: string
  timedOut: boolean
}

export interface RunningProgram extends AsyncDisposable {
  /** Never rejects: a program that cannot be started exits with null, and stderr says why. */
  ended: Promise<ProgramResult>
  hasEnded(): boolean
  /** Ends it and all it started, and waits for that. */
  stop(): Promise<ProgramResult>
}

/** Starts a program as a process group that ends as a whole. */
export function startProgram(
  { file, args }: { file: string; args: readonly string[] },
  options: { cwd: string; env: NodeJS.ProcessEnv; input?: string; timeoutMs: number; report?: boolean },
): RunningProgram {
  const child = spawn(file, args, {
    cwd: options.cwd,
    env: options.env,
    detached: true,
    stdio: ['pipe', 'pipe', 'pipe', ...(options.report ? (['pipe'] as const) : [])],
  })
  child.stdin?.on('error', () => {}) // it need not read its input
  child.stdin?.end(options.input)
  let timedOut = false
  let hasEnded = false
  const timer = setTimeout(() => {
    timedOut = true
    endGroup(child)
  }, options.timeoutMs)
  const ended = resultOf(child).then((result) => {
    clearTimeout(timer)
    hasEnded = true
    return { ...result, timedOut }
  })
  const stop = (): Promise<ProgramResult> => {
    // Its number may be another's by then.
    if (!hasEnded) endGroup(child)
    return ended
  }
  return {
    ended,
    hasEnded: () => hasEnded,
    stop,
    async [Symbol.asyncDispose]() {
      await stop()
    },
  }
}

function resultOf(child: ChildProcess): Promise<Omit<ProgramResult, 'timedOut'>> {
  const [stdout, stderr, report] = [
    tailOf(child.stdout, TAIL),
    tailOf(child.stderr, TAIL),
    headOf(child.stdio[REPORT] as Readable | undefined, LONGEST_REPORT, () => endGroup(child)),
  ]
  const result = (exitCode: number | null, signal: NodeJS.Signals | null, fault = '') => ({
    exitCode,
    signal,
    stdout: stdout(),
    stderr: stderr() + fault + report.fault(),
    report: report.text(),
  })
  return new Promise((resolve) => {
    child.once('error', ({ message }) => resolve(result(null, null, message)))
    child.once('exit', (exitCode, signal) => {
      endGroup(child)
      // Without a sandbox something may have left the group and hold the output open.
      const patience = setTimeout(() => child.stdio.forEach((stream) => stream?.destroy()), PATIENCE_MS)
      child.once('close', () => {
        clearTimeout(patience)
        resolve(result(exitCode, signal))
      })
    })
  })
}

function tailOf(stream: Readable | null | undefined, limit: number): () => string {
  let tail = ''
  stream?.setEncoding('utf8').on('data', (chunk: string) => {
    tail += chunk
    if (tail.length > 2 * limit) tail = tail.slice(-limit)
  })
  return () => tail.slice(-limit)
}

/** All of a stream; once that is too much, no more of it. */
function headOf(
  stream: Readable | undefined,
  limit: number,
  onTooMuch: () => void,
): { text: () => string; fault: () => string } {
  let head = ''
  let isTooMuch = false
  stream?.setEncoding('utf8').on('data', (chunk: string) => {
    if (isTooMuch) return
    isTooMuch = head.length + chunk.length > limit
    if (isTooMuch) onTooMuch()
    else head += chunk
  })
  return {
    text: () => head,
    fault: () => (isTooMuch ? `\nit reported more than ${limit / 2 ** 20} Mi characters` : ''),
  }
}

function endGroup({ pid }: ChildProcess): void {
  if (pid === undefined) return
  try {
    process.kill(-pid, 'SIGKILL')
  } catch {} // ended before
}

/** One that was ended before it began. */
export function killedProgram(): RunningProgram {
  const result: ProgramResult = {
    exitCode: null,
    signal: 'SIGKILL',
    stdout: '',
    stderr: '',
    report: '',
    timedOut: false,
  }
  const ended = Promise.resolve(result)
  return { ended, hasEnded: () => true, stop: () => ended, [Symbol.asyncDispose]: async () => {} }
}
