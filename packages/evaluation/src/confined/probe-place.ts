import { probeBubblewrap } from '@genai-devbench/sandbox'
import { openConfinedPlace } from './confined-place.ts'

const PATIENCE_MS = 10_000

/** Whether programs can be confined here, found out by running one: the version of what does it, or why they cannot. */
export async function probePlace(): Promise<{ version: string } | { reason: string }> {
  const probe = await probeBubblewrap()
  if ('reason' in probe) return probe
  try {
    await using place = await openConfinedPlace({ isolation: 'bwrap' })
    const { exitCode, stderr } = await place.run({ file: '/bin/true', args: [], timeoutMs: PATIENCE_MS })
    return exitCode === 0 ? probe : { reason: `${probe.version} does not do here: ${stderr.trim()}` }
  } catch (error) {
    return { reason: `${probe.version} does not do here: ${(error as Error).message}` }
  }
}
