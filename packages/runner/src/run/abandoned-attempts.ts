import { existsSync } from 'node:fs'
import { mkdir, readdir, rename } from 'node:fs/promises'
import { basename, join } from 'node:path'
import type { RunRecord } from '@genai-devbench/schema'
import {
  type RunPaths,
  hasResult,
  readRunRecord,
  runPaths,
  settleCallLog,
  usageOfTry,
} from '@genai-devbench/store'
import { killLeftOver } from '../processes/step-processes.ts'

type AbandonedAttempt = RunRecord['abandoned_attempts'][number]

/** What is being moved: whole only once it has its number. */
const MOVING = 'moving'

/**
 * Moves what an unfinished try left in a run's directory to attempts/<n>, whole, and says what every earlier try
 * spent: read from their call logs, since a try that was cut off wrote no totals.
 */
export async function abandonAttempts(paths: RunPaths): Promise<AbandonedAttempt[]> {
  if (!existsSync(paths.root)) return []
  const kept = existsSync(paths.attempts)
    ? (await readdir(paths.attempts))
        .map(Number)
        .filter(Number.isInteger)
        .toSorted((a, b) => a - b)
    : []
  await settleCallLog(paths)
  const left = (await readdir(paths.root)).filter((name) => name !== basename(paths.attempts))
  const moving = join(paths.attempts, MOVING)
  if (left.length > 0 || existsSync(moving)) {
    await killLeftOver(paths.root)
    const next = (kept.at(-1) ?? 0) + 1
    await mkdir(moving, { recursive: true })
    for (const name of left) await rename(join(paths.root, name), join(moving, name))
    await rename(moving, join(paths.attempts, String(next)))
    kept.push(next)
  }
  return Promise.all(
    kept.map((attempt) => describeAttempt(runPaths(join(paths.attempts, String(attempt))), attempt)),
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
