import { UserError } from '@genai-devbench/schema'

/** What the operating system refuses for reasons a user can mend. */
const SYSTEM_FAULTS: Record<string, string> = {
  EACCES: 'Permission denied. Choose a directory you may write to, or change its permissions.',
  EPERM: 'Not permitted. Choose a directory you may write to.',
  EROFS: 'The file system is read-only. Choose another directory.',
  ENOSPC: 'No space left on the device. Free some and call the command again; what was finished is kept.',
  EDQUOT: 'Disk quota exceeded. Free some space and call the command again; what was finished is kept.',
  ENOTDIR: 'A part of the path is not a directory. Correct the path.',
  ENAMETOOLONG: 'The path is too long. Choose a shorter one.',
  EMFILE: 'Too many open files. Raise the limit (ulimit -n) or lower execution.concurrency.',
}

/** What to print for an error: a message where the user can mend it, the stack where the fault is ours. */
export function describeError(error: unknown): { text: string; exitCode: number } {
  if (error instanceof UserError) {
    return { text: `error: ${error.message}${error.hint === undefined ? '' : `\n${error.hint}`}`, exitCode: error.exitCode }
  }
  // Ctrl-C at a question.
  if (error instanceof Error && error.name === 'ExitPromptError') return { text: '', exitCode: 130 }
  const { code, path } = error as NodeJS.ErrnoException
  const fault = code === undefined ? undefined : SYSTEM_FAULTS[code]
  if (fault !== undefined) return { text: `error: ${path ?? (error as Error).message}: ${fault}`, exitCode: 2 }
  const stack = error instanceof Error ? (error.stack ?? error.message) : String(error)
  return { text: `This is a fault of devbench itself, please report it:\n${stack}`, exitCode: 1 }
}
