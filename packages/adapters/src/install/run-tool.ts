import { UserError } from '@genai-devbench/schema'
import { lastLine } from '../last-line.ts'

/** Runs a program that makes an installation and gives what it printed. UserError with its last words when it fails. */
export async function runTool(
  program: string,
  args: readonly string[],
  cancelSignal: AbortSignal,
  hint?: string,
): Promise<string> {
  const { execa } = await import('execa')
  const result = await execa(program, args, { reject: false, stdin: 'ignore', cancelSignal })
  cancelSignal.throwIfAborted()
  if (!result.failed) return result.stdout
  const detail = lastLine(result.stderr) ?? lastLine(result.stdout) ?? result.originalMessage
  throw new UserError('install_failed', `${program} failed: ${detail}`, hint === undefined ? {} : { hint })
}
