import { execFile } from 'node:child_process'
import { createRequire } from 'node:module'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { promisify } from 'node:util'

const TSX = pathToFileURL(createRequire(import.meta.url).resolve('tsx')).href
const SCRIPT = join(import.meta.dirname, 'limited-process.main.ts')
export const LIMIT_BYTES = 512 * 1024

/** Runs limited-process.main.ts in a process whose files cannot grow beyond 512 KiB: for a program that is a full disk. */
export async function inLimitedProcess(task: 'replace' | 'append', path: string): Promise<string[]> {
  const limited = `trap '' XFSZ; ulimit -f $((${LIMIT_BYTES} / $1)); shift; exec "$@"`
  // The unit of ulimit -f differs from shell to shell.
  const { stdout: unit } = await promisify(execFile)('sh', [
    '-c',
    `ulimit -f 1; trap '' XFSZ; head -c 4096 /dev/zero > "$0.unit" 2>/dev/null; wc -c < "$0.unit"; rm "$0.unit"`,
    path,
  ])
  const { stdout } = await promisify(execFile)('sh', [
    '-c',
    limited,
    'sh',
    unit.trim(),
    process.execPath,
    '--import',
    TSX,
    SCRIPT,
    task,
    path,
  ])
  return stdout.trim().split('\n')
}
