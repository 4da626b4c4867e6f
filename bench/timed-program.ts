import { spawn } from 'node:child_process'
import { readFileSync } from 'node:fs'

export interface Timed {
  ms: number
  /** Most memory the program itself held, its children not counted; null where there is no /proc. */
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
  let said = ''
  for (const stream of [child.stdout, child.stderr])
    stream.on('data', (chunk: Buffer) => (said = (said + chunk.toString()).slice(-2000)))
  let peakMiB: number | null = null
  // The kernel keeps the peak; it is gone with the process.
  const watch = setInterval(() => (peakMiB = peakOf(child.pid) ?? peakMiB), 20)
  const code = await new Promise((resolve, reject) => child.once('error', reject).once('close', resolve))
  const ms = performance.now() - started
  clearInterval(watch)
  if (code !== 0) throw new Error(`${file} ${args.join(' ')} ended with ${String(code)}:\n${said}`)
  return { ms, peakMiB }
}

function peakOf(pid: number | undefined): number | null {
  try {
    const kibibytes = /VmHWM:\s*(\d+) kB/.exec(readFileSync(`/proc/${pid}/status`, 'latin1'))?.[1]
    return kibibytes === undefined ? null : Number(kibibytes) / 1024
  } catch {
    return null
  }
}
