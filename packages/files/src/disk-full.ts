/** Whether an error, or what it was caused by or suppressed, is that there is no space left. */
export function isDiskFullError(error: unknown): boolean {
  if (!(error instanceof Error)) return false
  const { code } = error as NodeJS.ErrnoException
  if (code === 'ENOSPC' || code === 'EDQUOT') return true
  // What failed first, where tidying up after it failed too.
  if (error.name === 'SuppressedError' && 'suppressed' in error && isDiskFullError(error.suppressed))
    return true
  return isDiskFullError(error.cause)
}
