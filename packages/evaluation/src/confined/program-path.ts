import { execFile } from 'node:child_process'
import { dirname } from 'node:path'
import { promisify } from 'node:util'

const run = promisify(execFile)
let found: Promise<string[]> | undefined

/** Directory of the interpreter behind `python3`, if there is one. */
export function pythonDirectory(): Promise<string[]> {
  found ??= run('python3', ['-c', 'import sys; print(sys.executable)']).then(
    ({ stdout }) => [dirname(stdout.trim())],
    () => [],
  )
  return found
}

/**
 * PATH for generated programs: this process's own, with the directories of this Node and of the Python interpreter
 * before it, since the launchers of version managers take longer than many programs.
 */
export async function programPath(first: readonly string[] = []): Promise<string> {
  const directories = [...first, ...(await pythonDirectory()), dirname(process.execPath)]
  return [...directories, process.env['PATH'] ?? ''].join(':')
}
