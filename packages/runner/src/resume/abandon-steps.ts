import { existsSync } from 'node:fs'
import { mkdir, readFile, readdir, rename, rm } from 'node:fs/promises'
import { basename, join } from 'node:path'
import { removeTree, writeFileAtomic } from '@genai-devbench/files'
import { readStepEvaluations } from '@genai-devbench/evaluation'
import { readStates, statePaths } from '@genai-devbench/history'
import type { RunRecord, Snapshot } from '@genai-devbench/schema'
import { type RunPaths, readRunRecord, writeRunRecord } from '@genai-devbench/store'
import { numberAttempt, unnumberedAttempt } from '../run/abandoned-attempts.ts'
import { totalsOf } from '../run/totals.ts'

/**
 * Moves what came after the steps of a snapshot to attempts/<n>: workspace, record, logs, events and calls. What is left
 * belongs to the steps that passed. Called again after a crash, it goes on.
 */
export async function abandonSteps(paths: RunPaths, snapshot: Snapshot): Promise<void> {
  const attempt = unnumberedAttempt(paths)
  const passed = snapshot.record.steps.map(({ id }) => id)
  await mkdir(attempt.logs, { recursive: true })
  await moveTail(paths.llmCalls, attempt.llmCalls, snapshot.llm_calls_bytes)
  await moveTail(paths.events, attempt.events, snapshot.events_bytes)
  if (existsSync(paths.audit)) await moveTail(paths.audit, attempt.audit, snapshot.audit_bytes)
  const record = await readRunRecord(paths)
  if (record) await writeRunRecord(attempt, withoutSteps(record, passed))
  await rm(paths.record, { force: true })
  const logs = passed.flatMap((id) => [paths.log(id, 'out'), paths.log(id, 'err')])
  await moveOthers(paths.logs, logs, attempt.logs)
  for (const { step } of await readStates(paths.history))
    if (!passed.includes(step)) await removeTree(statePaths(paths.history, step).root)
  for (const { step } of await readStepEvaluations(paths))
    if (!passed.includes(step)) await rm(paths.stepEvaluation(step))
  await moveOthers(paths.root, sharedPaths(paths), attempt.root)
  await numberAttempt(paths)
}

/** Whether there is anything of an attempt beside what the steps that passed left. */
export async function isBegun(paths: RunPaths): Promise<boolean> {
  const shared = new Set(sharedPaths(paths).map((path) => basename(path)))
  return (await readdir(paths.root)).some((name) => !shared.has(name))
}

/** What attempts have in common. */
const SHARED = [
  'llmCalls',
  'audit',
  'auditBodies',
  'events',
  'logs',
  'history',
  'evaluation',
  'snapshots',
  'attempts',
] as const satisfies (keyof RunPaths)[]

const sharedPaths = (paths: RunPaths): string[] => SHARED.map((name) => paths[name])

/** Everything in a directory but what is to stay. */
async function moveOthers(from: string, staying: readonly string[], to: string): Promise<void> {
  const names = new Set(staying.map((path) => basename(path)))
  for (const name of await readdir(from)) if (!names.has(name)) await rename(join(from, name), join(to, name))
}

/** In between, what is moved is in both: who adds up calls takes each once. */
async function moveTail(from: string, to: string, start: number): Promise<void> {
  const content = await readFile(from)
  if (!existsSync(to)) await writeFileAtomic(to, content.subarray(start))
  await writeFileAtomic(from, content.subarray(0, start))
}

/** The record of an attempt that is left with the steps that did not count. */
function withoutSteps(record: RunRecord, passed: readonly number[]): RunRecord {
  const steps = record.steps.filter(({ id }) => !passed.includes(id))
  return { ...record, steps, totals: totalsOf(steps) }
}
