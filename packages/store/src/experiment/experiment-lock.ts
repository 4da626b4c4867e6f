import { mkdir } from 'node:fs/promises'
import { join } from 'node:path'
import { type LockHolder, UserError } from '@genai-devbench/schema'
import type { ExperimentPaths } from './experiment-paths.ts'
import { thisProcess } from '../locks/lock-holder.ts'
import { type Lock, LockHeld, clearTries, holderAtWork, takeLock } from '../locks/lock.ts'
import { type SharedLock, takeSharedLock } from '../locks/shared-lock.ts'

/** Of the moment, not of the experiment: what locks put below .meta/. */
export const isLockFile = (name: string): boolean =>
  name === 'lock' || name.startsWith('lock.') || name === 'claims'

/** Who is running the experiment at the moment. */
export const runnerAtWork = ({ meta }: ExperimentPaths): Promise<LockHolder | undefined> =>
  holderAtWork(join(meta, 'lock'))

/**
 * One runner at a time. UserError naming the holder when another one is at work; the lock of a process of this machine that was
 * killed is taken over at once, that of another machine once it has been silent for 10 s.
 */
export async function lockExperiment(paths: ExperimentPaths, now: Date): Promise<Lock> {
  const path = join(paths.meta, 'lock')
  await mkdir(paths.meta, { recursive: true })
  try {
    const lock = await takeLock(path, thisProcess(now))
    await clearTries(path)
    return lock
  } catch (error) {
    throw error instanceof LockHeld ? isAtWork(paths, error, 'alone') : error
  }
}

/**
 * Shares the experiment with all who join it. UserError naming the holder when another runner has it for itself, or when the wait
 * for one that is about to open it was aborted.
 */
export async function joinExperiment(
  paths: ExperimentPaths,
  now: Date,
  signal: AbortSignal,
): Promise<SharedLock> {
  await mkdir(paths.meta, { recursive: true })
  try {
    return await takeSharedLock(join(paths.meta, 'lock'), thisProcess(now), signal)
  } catch (error) {
    throw error instanceof LockHeld ? isAtWork(paths, error, 'joining') : error
  }
}

/** For a runner that has to stop since its lock is no longer its own. */
export const lostLock = ({ root }: ExperimentPaths): UserError =>
  new UserError(
    'lost_lock',
    `The lock on ${root} was lost: .meta/lock was deleted, or another machine took it over while this one slept.`,
    {
      hint: 'Finished runs are kept. When no other run-experiment is at work on it, call the command again.',
      exitCode: 1,
    },
  )

function isAtWork({ root }: ExperimentPaths, cause: LockHeld, how: 'alone' | 'joining'): UserError {
  const { holder } = cause
  const who = holder ? `: process ${holder.pid} on ${holder.host}, since ${holder.since}` : ''
  return new UserError('locked', `Another run-experiment is at work on ${root}${who}.`, {
    hint: `Wait for it, or stop it: its finished runs are kept.${joinHint(holder, how)}`,
    exitCode: 1,
    cause,
  })
}

function joinHint(holder: LockHolder | undefined, how: 'alone' | 'joining'): string {
  if (holder === undefined || (how === 'joining') === (holder.shared !== undefined)) return ''
  return how === 'joining'
    ? ' It can be joined only when it was itself started with --join.'
    : ' Or share the work with it: run-experiment --join.'
}
