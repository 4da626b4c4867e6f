import { UserError } from '@genai-devbench/schema/user-error'

/** What the operating system refuses for reasons a user can mend. */
const SYSTEM_FAULTS: Record<string, string> = {
  EACCES: 'Permission denied. Choose a directory you may write to, or change its permissions.',
  EPERM: 'Not permitted. Choose a directory you may write to.',
  EROFS: 'The file system is read-only. Choose another directory.',
  ENOSPC: 'No space left on the device. Free some and call the command again; what was finished is kept.',
  EDQUOT: 'Disk quota exceeded. Free some space and call the command again; what was finished is kept.',
  EEXIST: 'Something else is in the way: no directory can be made there. Choose another path.',
  ENOTDIR: 'A part of the path is not a directory. Correct the path.',
  ENAMETOOLONG: 'The path is too long. Choose a shorter one.',
  EMFILE: 'Too many open files. Raise the limit (ulimit -n) or lower execution.concurrency.',
}

// Node's answer to making directories on a read-only file system, too.
const NO_PLACE =
  'No directory can be made there: the path leads through a dead link, or the file system takes none. Choose another.'

/** What to print for an error: a message where the user can mend it, the stack where the fault is ours. */
export function describeError(thrown: unknown): { text: string; exitCode: number } {
  const error = firstError(thrown)
  if (error instanceof UserError) {
    return {
      text: `error: ${error.message}${error.hint === undefined ? '' : `\n${error.hint}`}`,
      exitCode: error.exitCode,
    }
  }
  // Ctrl-C at a question.
  if (error instanceof Error && error.name === 'ExitPromptError') return { text: '', exitCode: 130 }
  // A copy that fails for its target names its source first.
  const { code, path, dest, syscall } = error as NodeJS.ErrnoException & { dest?: string }
  const place = dest ?? path
  const fault = code === 'ENOENT' && syscall === 'mkdir' ? NO_PLACE : SYSTEM_FAULTS[code ?? '']
  if (fault !== undefined)
    return { text: `error: ${place === undefined ? '' : `${place}: `}${fault}`, exitCode: 2 }
  const stack = error instanceof Error ? (error.stack ?? error.message) : String(error)
  return { text: `This is a fault of devbench itself, please report it:\n${stack}`, exitCode: 1 }
}

/** What failed first, where tidying up after it failed too. */
function firstError(error: unknown): unknown {
  return error instanceof Error && error.name === 'SuppressedError' && 'suppressed' in error
    ? firstError(error.suppressed)
    : error
}
