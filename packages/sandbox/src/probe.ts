import { execFile } from 'node:child_process'
import { promisify } from 'node:util'
import { makeTemporaryDirectory, removeTree } from '@genai-devbench/files'
import { confine } from './bubblewrap.ts'
import { findProgram } from './find-program.ts'

const run = promisify(execFile)
const PATIENCE_MS = 10_000

/** `version` where it works, else why it does not. */
export type BubblewrapProbe = { version: string } | { reason: string }

export const INSTALL_HINT =
  'Install bubblewrap (Debian, Ubuntu, Fedora: package bubblewrap) and allow unprivileged user namespaces.'

/** Whether bubblewrap works here, found out by really starting a sandbox with everything that one has. */
export async function probeBubblewrap(): Promise<BubblewrapProbe> {
  if (process.platform !== 'linux') return { reason: 'bubblewrap is for Linux alone' }
  if (findProgram('bwrap') === undefined) return { reason: 'bubblewrap (bwrap) is not installed' }
  const temporary = await makeTemporaryDirectory('sandbox')
  try {
    const { file, args } = confine(
      { file: '/bin/true', args: [] },
      { cwd: '/', writable: [], readable: [], hidden: [], temporary },
    )
    const { stdout } = await run(file, ['--version'], { timeout: PATIENCE_MS })
    await run(file, args, { timeout: PATIENCE_MS })
    return { version: stdout.trim() }
  } catch (error) {
    return { reason: reasonOf(error) }
  } finally {
    await removeTree(temporary)
  }
}

function reasonOf(error: unknown): string {
  const { stderr, message } = error as Error & { stderr?: string }
  return `bubblewrap does not work here: ${(stderr || message).trim().split('\n')[0] ?? ''}`
}
