import { spawn } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { underWay } from './temporary.ts'

export interface Timed {
  ms: number
  /** Processor time of the program and of its children that have ended, to 20 ms: what other work on the machine changes least. */
  cpuMs: number | null
  /** Most memory the program itself held, its children not counted. Both null where there is no /proc. */
  peakMiB: number | null
}

/** Runs a program to its end and says what it took. Fails with what it said last when it fails. */
export async function timeProgram(
  file: string,
  args: readonly string[],
  options: { cwd?: string; env?: NodeJS.ProcessEnv } = {},
): Promise<Timed> {
  const started = performance.now()
  const child = spawn(file, args, { ...options, stdio: ['ignore', 'pipe', 'pipe'] })
  underWay(child)
  let said = ''
  for (const stream of [child.stdout, child.stderr])
    stream.on('data', (chunk: Buffer) => (said = (said + chunk.toString()).slice(-2000)))
  let used: Pick<Timed, 'cpuMs' | 'peakMiB'> = { cpuMs: null, peakMiB: null }
  // The kernel keeps both, and drops them with the process.
  const watch = setInterval(() => (used = usedBy(child.pid) ?? used), 20)
  const code = await new Promise((resolve, reject) => child.once('error', reject).once('close', resolve))
  const ms = performance.now() - started
  clearInterval(watch)
  if (code !== 0) throw new Error(`${file} ${args.join(' ')} ended with ${String(code)}:\n${said}`)
  return { ms, ...used }
}

export const describeTimed = (timed: Timed): string =>
  `${(timed.ms / 1000).toFixed(2)} s, processor ${((timed.cpuMs ?? Number.NaN) / 1000).toFixed(2)} s, peak ${describePeak(timed)}`

export const describePeak = ({ peakMiB }: Timed): string =>
  peakMiB === null ? 'unknown' : `${peakMiB.toFixed(0)} MiB`

function usedBy(pid: number | undefined): Pick<Timed, 'cpuMs' | 'peakMiB'> | undefined {
  try {
    const status = readFileSync(`/proc/${pid}/status`, 'latin1')
    const peak = /VmHWM:\s*(\d+) kB/.exec(status)?.[1]
    const stat = readFileSync(`/proc/${pid}/stat`, 'latin1')
    // proc(5): utime, stime, cutime, cstime, in hundredths of a second.
    const times = stat
      .slice(stat.lastIndexOf(')') + 2)
      .split(' ')
      .slice(11, 15)
      .map(Number)
    if (peak === undefined) return undefined
    return { cpuMs: times.reduce((sum, time) => sum + time, 0) * 10, peakMiB: Number(peak) / 1024 }
  } catch {
    return undefined
  }
}
