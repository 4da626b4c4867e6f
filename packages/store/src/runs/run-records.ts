import { existsSync } from 'node:fs'
import { readFile, readdir } from 'node:fs/promises'
import { join } from 'node:path'
import { appendJsonLine, writeJson } from '@genai-devbench/files'
import { RunRecord, UserError, isResult } from '@genai-devbench/schema'
import { type ExperimentPaths, type RunPaths, runPaths } from '../experiment/experiment-paths.ts'

/** Of a run under way, each step brings another, and without any it is made again: only one that has ended is waited for until it is on disk. */
export const writeRunRecord = (paths: RunPaths, record: RunRecord): Promise<void> =>
  writeJson(paths.record, record, { durable: record.outcome !== null })

/** undefined when there is none, or none that is whole; UserError for a finished one of another version of devbench. */
export async function readRunRecord(paths: RunPaths): Promise<RunRecord | undefined> {
  const { record, value } = await readRecordFile(paths)
  if (record === undefined && isForeign(value)) throw foreignRecord(paths.record, value)
  return record
}

/** What run.json holds, and the record that it is, where it is one. */
export async function readRecordFile(
  paths: RunPaths,
): Promise<{ value?: unknown; record?: RunRecord | undefined }> {
  if (!existsSync(paths.record)) return {}
  const value = parseJson(await readFile(paths.record, 'utf8'))
  return { value, record: RunRecord.safeParse(value).data }
}

/** Adds a run's result to the journal. The record itself must have been written before. */
export const appendToJournal = (paths: ExperimentPaths, record: RunRecord): Promise<void> =>
  appendJsonLine(paths.journal, record)

export const runKey = ({ framework, run }: { framework: string; run: number }): string =>
  `${framework}#${run}`

/** Whether a run has ended with something that counts. */
export const hasResult = ({ outcome }: RunRecord): boolean => outcome !== null && isResult(outcome)

/**
 * Whether something that does not fit the schema is a finished run of another version all the same. It must not be passed over:
 * its run would be made and paid for again.
 */
export function isForeign(value: unknown): value is { framework: string; run: number } {
  if (typeof value !== 'object' || value === null) return false
  const { schema_version, framework, run, outcome } = value as Record<string, unknown>
  return (
    schema_version !== undefined &&
    typeof framework === 'string' &&
    typeof run === 'number' &&
    outcome !== null &&
    outcome !== 'interrupted' &&
    outcome !== 'infrastructure'
  )
}

export function foreignRecord(file: string, value: unknown): UserError {
  const start = JSON.stringify(value).slice(0, 80)
  return new UserError(
    'foreign_record',
    `${file} holds a finished run, but no run record of this version of devbench: ${start}...`,
    {
      hint: 'Use the version that made the experiment (.meta/experiment.json names it), or take the record out, and the run is made again.',
    },
  )
}

/** undefined for what is no JSON. */
export function parseJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

/** The directories of all runs that were begun. Their paths are put together when they are asked for: by thousands, that takes longer than all else here. */
export async function runDirs(
  paths: ExperimentPaths,
): Promise<{ key: string; root: string; readonly paths: RunPaths }[]> {
  if (!existsSync(paths.runs)) return []
  const frameworks = (await readdir(paths.runs, { withFileTypes: true })).filter((entry) =>
    entry.isDirectory(),
  )
  const nested = frameworks.map(async ({ name: framework }) => {
    const dir = join(paths.runs, framework)
    return (await readdir(dir)).flatMap((name) => {
      const number = /^run_(\d+)$/.exec(name)?.[1]
      if (number === undefined) return []
      const root = `${dir}/${name}`
      return {
        key: runKey({ framework, run: Number(number) }),
        root,
        get paths() {
          return runPaths(root)
        },
      }
    })
  })
  return (await Promise.all(nested)).flat()
}
