/** A failure the user can fix: what happened, then what to do next. Printed without a stack; exit code 2 unless told. */
export class UserError extends Error {
  override readonly name: string = 'UserError'
  readonly code: string
  readonly hint: string | undefined
  readonly exitCode: number

  constructor(
    code: string,
    message: string,
    options: { hint?: string; cause?: unknown; exitCode?: number } = {},
  ) {
    super(message, { cause: options.cause })
    this.code = code
    this.hint = options.hint
    this.exitCode = options.exitCode ?? 2
  }
}
