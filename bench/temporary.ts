import type { ChildProcess } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

const PARENT_POLL_MS = 500

const dirs = new Set<string>()
const programs = new Set<ChildProcess>()

/** A directory that is gone when the bench has ended, however that came. */
export function temporaryDir(): string {
  const dir = mkdtempSync(join(tmpdir(), 'devbench-bench-'))
  dirs.add(dir)
  return dir
}

export function removeTemporary(dir: string): void {
  rmSync(dir, { recursive: true, force: true })
  dirs.delete(dir)
}

/** Ends with the bench, however that ends. */
export function underWay(program: ChildProcess): void {
  programs.add(program)
  program.once('exit', () => programs.delete(program))
}

process.on('exit', () => {
  for (const program of programs) program.kill('SIGKILL')
  for (const dir of dirs) rmSync(dir, { recursive: true, force: true, maxRetries: 5 })
})
for (const signal of ['SIGTERM', 'SIGINT', 'SIGHUP'] as const) process.once(signal, () => process.exit(1))
// Whoever ends the package manager means its scripts too, but not all of them pass a signal on.
const parent = process.ppid
setInterval(() => {
  if (process.ppid !== parent) process.exit(1)
}, PARENT_POLL_MS).unref()
