import { hostname } from 'node:os'
import { join } from 'node:path'
import { readFile } from 'node:fs/promises'
import { writeJson } from '@genai-devbench/files'
import { UserError } from '@genai-devbench/schema'
import lockfile from 'proper-lockfile'
import type { ExperimentPaths } from './experiment-paths.ts'

/** One runner at a time. Returns the release; UserError naming the holder when another one is at work. */
export async function lockExperiment(paths: ExperimentPaths, now: Date): Promise<() => Promise<void>> {
  const holderFile = join(paths.meta, 'runner.json')
  let release: () => Promise<void>
  try {
    release = await lockfile.lock(paths.meta, { lockfilePath: join(paths.meta, 'lock') })
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ELOCKED') throw error
    const holder = await readFile(holderFile, 'utf8').catch(() => '')
    throw new UserError('locked', `Another run-experiment is at work on ${paths.root}${holder ? `: ${holder.trim()}` : ''}.`, {
      hint: 'Wait for it, or end it; a lock left by a dead process is taken over after 10 seconds.',
      exitCode: 1,
      cause: error,
    })
  }
  await writeJson(holderFile, { pid: process.pid, host: hostname(), since: now.toISOString() })
  return release
}
