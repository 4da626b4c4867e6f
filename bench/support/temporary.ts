import type { ChildProcess } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

const STARTERS_POLL_MS = 500

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
// Who ends the package manager means its scripts too, but it ends without passing that on.
const starters = startersOf(process.pid)
setInterval(() => {
  if (starters.some(([child, parent]) => parentOf(child) !== parent)) process.exit(1)
}, STARTERS_POLL_MS).unref()

/** Each process and its parent, up to the package manager. Linux only; elsewhere there are none. */
function startersOf(pid: number): [child: number, parent: number][] {
  const parent = parentOf(pid)
  if (parent === undefined || !/tsx|pnpm|npm/.test(readProc(parent, 'cmdline'))) return []
  return [[pid, parent], ...startersOf(parent)]
}

function parentOf(pid: number): number | undefined {
  const [, parent] = /^PPid:\s+(\d+)$/m.exec(readProc(pid, 'status')) ?? []
  return parent === undefined ? undefined : Number(parent)
}

function readProc(pid: number, file: 'cmdline' | 'status'): string {
  try {
    return readFileSync(`/proc/${pid}/${file}`, 'latin1')
  } catch {
    return ''
  }
}
