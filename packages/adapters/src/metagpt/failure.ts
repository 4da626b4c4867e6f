import { existsSync } from 'node:fs'
import { rm } from 'node:fs/promises'
import type { CommandResult } from '../contract.ts'
import { lastLine } from '../last-line.ts'
import { exceptionIn } from './log.ts'

/** When MetaGPT gives up, it saves its team in a directory, so that the work can be taken up again. */
export const forgetFailure = (savedTeam: string): Promise<void> =>
  rm(savedTeam, { recursive: true, force: true })

/** Why MetaGPT gave up; undefined when it did not. Its exit code is 0 either way. */
export function failureOf(
  savedTeam: string,
  { exitCode, signal, stderr }: CommandResult,
): string | undefined {
  if (exitCode !== 0)
    return `metagpt ended with ${signal ?? `exit code ${exitCode}`}: ${lastLine(stderr) ?? ''}`
  return existsSync(savedTeam)
    ? `MetaGPT gave up: ${exceptionIn(stderr) ?? 'its log does not say why'}`
    : undefined
}
