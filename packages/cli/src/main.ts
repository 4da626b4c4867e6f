import { CommanderError } from 'commander'
import { buildProgram } from './program/program.ts'
import { describeError } from './describe-error.ts'

/** Runs one command line. Returns the exit code: 0 done, 1 not finished, 2 wrong usage or input, 130 interrupted. */
export async function main(args: readonly string[]): Promise<number> {
  let exitCode = 0
  for (const stream of [process.stdout, process.stderr]) stream.on('error', ignoreClosed)
  try {
    await buildProgram((code) => (exitCode = code)).parseAsync(args, { from: 'user' })
    return exitCode
  } catch (error) {
    // Commander has printed what was wrong (or the help that was asked for).
    if (error instanceof CommanderError) return error.exitCode === 0 ? 0 : 2
    const { text, exitCode: code } = describeError(error)
    process.stderr.write(`${text}\n`)
    return code
  }
}

/** A reader that has seen enough (`... | head`) or a closed terminal is no fault of ours. */
function ignoreClosed(error: NodeJS.ErrnoException): void {
  if (error.code !== 'EPIPE' && error.code !== 'EIO') throw error
}
