import { hostname } from 'node:os'
import { join } from 'node:path'
import { mkdir, readFile, rm } from 'node:fs/promises'
import { writeJson } from '@genai-devbench/files'
import { Runner, UserError } from '@genai-devbench/schema'
import lockfile from 'proper-lockfile'
import type { ExperimentPaths } from './experiment-paths.ts'

/** Of the moment, not of the experiment: what a lock puts below .meta/. */
export const isLockFile = (name: string): boolean => name === 'runner.json' || /^lock(\.|$)/.test(name)

/** After this long without a sign of life a lock is taken over. */
const STALE_MS = 10_000

/**
 * One runner at a time. Returns the release; UserError naming the holder when another one is at work. The lock of a
 * process that was killed is waited for.
 */
export async function lockExperiment(paths: ExperimentPaths, now: Date): Promise<() => Promise<void>> {
  const holderFile = join(paths.meta, 'runner.json')
  await mkdir(paths.meta, { recursive: true })
  const before = await readHolder(holderFile)
  const release = await lock(paths, before && isGone(before) ? STALE_MS + 2000 : 0).catch(
    async (error: NodeJS.ErrnoException) => {
      throw error.code === 'ELOCKED' ? isAtWork(paths, await readHolder(holderFile), error) : error
    },
  )
  await writeJson(holderFile, {
    pid: process.pid,
    host: hostname(),
    since: now.toISOString(),
  } satisfies Runner)
  return async () => {
    await rm(holderFile, { force: true })
    await release()
  }
}

/** Who runs the experiment at the moment; undefined when nobody does. */
export async function runnerAtWork({ meta }: ExperimentPaths): Promise<Runner | undefined> {
  const holder = await readHolder(join(meta, 'runner.json'))
  if (holder === undefined || isGone(holder)) return undefined
  const isLocked = await lockfile.check(meta, { lockfilePath: join(meta, 'lock'), stale: STALE_MS })
  return isLocked ? holder : undefined
}

async function lock(paths: ExperimentPaths, waitMs: number): Promise<() => Promise<void>> {
  const pause = 250
  const retries = { retries: Math.ceil(waitMs / pause), minTimeout: pause, maxTimeout: pause }
  return lockfile.lock(paths.meta, { lockfilePath: join(paths.meta, 'lock'), stale: STALE_MS, retries })
}

async function readHolder(file: string): Promise<Runner | undefined> {
  const read = await readFile(file, 'utf8')
    .then(JSON.parse)
    .catch(() => undefined)
  return Runner.safeParse(read).data
}

function isGone({ pid, host }: Runner): boolean {
  if (host !== hostname()) return false
  try {
    process.kill(pid, 0)
    return false
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'ESRCH'
  }
}

function isAtWork({ root }: ExperimentPaths, holder: Runner | undefined, cause: Error): UserError {
  const who = holder ? `: process ${holder.pid} on ${holder.host}, since ${holder.since}` : ''
  return new UserError('locked', `Another run-experiment is at work on ${root}${who}.`, {
    hint: 'Wait for it, or stop it: its finished runs are kept.',
    exitCode: 1,
    cause,
  })
}
