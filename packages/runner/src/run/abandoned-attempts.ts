import { existsSync } from 'node:fs'
import { mkdir, readdir, rename } from 'node:fs/promises'
import { basename, join } from 'node:path'
import { type RunRecord, sumUsage, usageOfCall } from '@genai-devbench/schema'
import { type RunPaths, readCalls, readRunRecord, runPaths } from '@genai-devbench/store'
import { killLeftOver } from '../processes/step-processes.ts'

type AbandonedAttempt = RunRecord['abandoned_attempts'][number]

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
  const left = (await readdir(paths.root)).filter((name) => name !== basename(paths.attempts))
  if (left.length > 0) {
    await killLeftOver(paths.root)
    const next = (kept.at(-1) ?? 0) + 1
    const target = join(paths.attempts, String(next))
    await mkdir(target, { recursive: true })
    for (const name of left) await rename(join(paths.root, name), join(target, name))
    kept.push(next)
  }
  return Promise.all(
    kept.map((attempt) => describeAttempt(runPaths(join(paths.attempts, String(attempt))), attempt)),
  )
}

async function describeAttempt(paths: RunPaths, attempt: number): Promise<AbandonedAttempt> {
  const usages = []
  for await (const call of readCalls(paths)) usages.push(usageOfCall(call))
  const record = await readRunRecord(paths)
  return {
    attempt,
    outcome: record?.outcome ?? null,
    reason: record?.reason ?? 'the runner was cut off',
    usage: sumUsage(usages),
  }
}
