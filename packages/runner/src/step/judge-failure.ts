import { statfs } from 'node:fs/promises'
import { type LlmCall, UserError } from '@genai-devbench/schema'
import { SpawnError } from '../processes/step-processes.ts'
import { providerFailure } from './provider-failure.ts'

/** Less room than this, and whatever failed may have failed for it. */
const FULL_DISK_BYTES = 1024 * 1024

/** A framework that failed for want of its model or of space says nothing about the framework. */
export async function judgeFailure(
  reason: string,
  lastCall: LlmCall | undefined,
  workspace: string,
): Promise<{ outcome: 'failed' | 'infrastructure'; reason: string }> {
  const cause =
    (lastCall && providerFailure(lastCall)) ??
    ((await isDiskFull(workspace)) ? 'no space left on the device' : undefined)
  return cause === undefined
    ? { outcome: 'failed', reason }
    : { outcome: 'infrastructure', reason: `${cause}; then: ${reason}` }
}

async function isDiskFull(path: string): Promise<boolean> {
  const { bavail, bsize } = await statfs(path)
  return bavail * bsize < FULL_DISK_BYTES
}

/** Why a step that threw did not come about, in words; of an error of our own, where it was thrown as well. */
export function reasonOf(error: unknown): string {
  if (error instanceof SpawnError || error instanceof UserError) return error.message
  if (error instanceof Error)
    return (error as NodeJS.ErrnoException).code ? error.message : (error.stack ?? error.message)
  return String(error)
}
