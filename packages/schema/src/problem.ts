import { UserError } from './user-error.ts'

/** One thing wrong with a file the user wrote: where it is, what it is, what to do. */
export interface Problem {
  /** As the user would name it: relative to the directory that is being checked. */
  file: string
  /** 1-based; absent when the whole file is meant. */
  line?: number
  column?: number
  /** Path inside the document, such as `steps[2].prompt_file`. */
  path?: string
  message: string
  /** What to do about it. */
  hint?: string
}

/** `config/config.yaml:12:5 steps[1].id: 3 is used twice. Give every step its own id.` */
export function formatProblem({ file, line, column, path, message, hint }: Problem): string {
  const where = [file, line, column].filter((part) => part !== undefined).join(':')
  return `${where}${path ? ` ${path}` : ''}: ${message}${hint ? ` ${hint}` : ''}`
}

/** Everything wrong with the user's files, found in one go. */
export class ValidationError extends UserError {
  override readonly name = 'ValidationError'
  readonly problems: readonly Problem[]

  constructor(subject: string, found: readonly Problem[]) {
    const files = [...new Set(found.map(({ file }) => file))]
    const problems = found.toSorted(
      (a, b) => files.indexOf(a.file) - files.indexOf(b.file) || (a.line ?? 0) - (b.line ?? 0),
    )
    const count = problems.length === 1 ? '1 problem' : `${problems.length} problems`
    super(
      'invalid',
      `${subject}: ${count}\n${problems.map((problem) => `  - ${formatProblem(problem)}`).join('\n')}`,
    )
    this.problems = problems
  }
}
