import { execFile } from 'node:child_process'
import { dirname } from 'node:path'
import { promisify } from 'node:util'

const run = promisify(execFile)
let pythonDirectory: Promise<string[]> | undefined

/**
 * PATH for generated programs: this process's own, with the directories of this Node and of the interpreter behind
 * `python3` before it, since the launchers of version managers take longer than many programs.
 */
export async function programPath(first: readonly string[] = []): Promise<string> {
  pythonDirectory ??= run('python3', ['-c', 'import sys; print(sys.executable)']).then(
    ({ stdout }) => [dirname(stdout.trim())],
    () => [],
  )
  const python = await pythonDirectory
  return [...first, ...python, dirname(process.execPath), process.env['PATH'] ?? ''].join(':')
}
