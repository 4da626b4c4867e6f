import { existsSync } from 'node:fs'
import { mkdir, readdir, rename } from 'node:fs/promises'
import { basename, join } from 'node:path'
import { removeTree } from '@genai-devbench/files'
import type { RunRecord } from '@genai-devbench/schema'
import {
  type RunPaths,
  attemptNumbers,
  hasResult,
  readRunRecord,
  runPaths,
  usageOfTry,
} from '@genai-devbench/store'

type AbandonedAttempt = RunRecord['abandoned_attempts'][number]

/** Where an attempt is put together before it gets its number. */
export const unnumberedAttempt = ({ attempts }: RunPaths): RunPaths => runPaths(join(attempts, '.partial'))

/** Moves all that a try left in a run's directory to attempts/<n>. Called again after a crash, it goes on. */
export async function abandonRun(paths: RunPaths): Promise<void> {
  // First: what is still there after a crash is nothing to go on from.
  await removeTree(paths.snapshots)
  const left = (await readdir(paths.root)).filter((name) => name !== basename(paths.attempts))
  const { root } = unnumberedAttempt(paths)
  // What was put away of some steps before their snapshot was damaged is an attempt of its own.
  if (left.some((name) => existsSync(join(root, name)))) await numberAttempt(paths)
  await mkdir(root, { recursive: true })
  for (const name of left) await rename(join(paths.root, name), join(root, name))
  await numberAttempt(paths)
}

export async function numberAttempt(paths: RunPaths): Promise<void> {
  const last = (await attemptNumbers(paths)).at(-1) ?? 0
  await rename(unnumberedAttempt(paths).root, join(paths.attempts, String(last + 1)))
}

/** What every earlier try spent that does not count: read from the calls, since a try that was cut off wrote no totals. */
export async function abandonedAttempts(paths: RunPaths): Promise<AbandonedAttempt[]> {
  const numbers = await attemptNumbers(paths)
  return Promise.all(
    numbers.map((attempt) => describeAttempt(runPaths(join(paths.attempts, String(attempt))), attempt)),
  )
}

async function describeAttempt(paths: RunPaths, attempt: number): Promise<AbandonedAttempt> {
  const record = await readRunRecord(paths)
  return {
    attempt,
    outcome: record?.outcome ?? null,
    reason: record?.reason ?? whyWithout(paths, record),
    usage: await usageOfTry(paths),
  }
}

function whyWithout(paths: RunPaths, record: RunRecord | undefined): string {
  if (record === undefined && existsSync(paths.record))
    return 'its record (run.json) is damaged, and the journal has no line for it'
  return record !== undefined && hasResult(record)
    ? `its record (run.json) is that of ${record.framework} run ${record.run}`
    : 'the runner was cut off'
}
