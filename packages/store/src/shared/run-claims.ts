import { mkdir, readdir, rm, rmdir } from 'node:fs/promises'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import type { RunRef } from '@genai-devbench/schema'
import type { ExperimentPaths } from '../experiment/experiment-paths.ts'
import { thisProcess } from '../locks/lock-holder.ts'
import { type Lock, LockHeld, clearTries, takeLock } from '../locks/lock.ts'
import { runKey } from '../runs/run-records.ts'

const POLL_MS = 20

/** No run is called so: their names have a #. */
const JOURNAL = 'journal'

/** The right to make a run, until it is disposed of. Undefined while another process has it. */
export const claimRun = (paths: ExperimentPaths, run: RunRef): Promise<Lock | undefined> =>
  claim(paths, runKey(run))

/** Does something with the journal that no other runner may come into; waits until it is free. */
export async function withJournal(paths: ExperimentPaths, work: () => Promise<void>): Promise<void> {
  for (;;) {
    await using lock = await claim(paths, JOURNAL)
    if (lock) return await work()
    await sleep(POLL_MS * (0.5 + Math.random()))
  }
}

/** Takes all claims away. Only for who has the experiment for itself. */
export const removeClaims = (paths: ExperimentPaths): Promise<void> =>
  rm(paths.claims, { recursive: true, force: true })

/** Removes what processes left that were killed; the last to leave leaves nothing. */
export async function sweepClaims(paths: ExperimentPaths): Promise<void> {
  const names = await readdir(paths.claims).catch(() => [])
  const claimed = new Set(names.map((name) => name.replace(/\.[^.]+\.json$/, '')))
  for (const name of claimed) await (await claim(paths, name))?.[Symbol.asyncDispose]()
  // Not empty: others are at work.
  await rmdir(paths.claims).catch(() => {})
}

async function claim({ claims }: ExperimentPaths, name: string): Promise<Lock | undefined> {
  const path = join(claims, name)
  // Whoever leaves removes it where it is empty.
  await mkdir(claims, { recursive: true })
  try {
    const lock = await takeLock(path, thisProcess(new Date()))
    await clearTries(path)
    return lock
  } catch (error) {
    if (error instanceof LockHeld) return undefined
    throw error
  }
}
