import { existsSync } from 'node:fs'
import { readFile, readdir } from 'node:fs/promises'
import { join } from 'node:path'
import { appendJsonLine, readJsonLines, writeJson } from '@genai-devbench/files'
import { RunRecord, isResult } from '@genai-devbench/schema'
import { type ExperimentPaths, type RunPaths, runPaths } from './experiment-paths.ts'

export const writeRunRecord = (paths: RunPaths, record: RunRecord): Promise<void> => writeJson(paths.record, record)

/** undefined when there is none, or none that can be read. */
export async function readRunRecord(paths: RunPaths): Promise<RunRecord | undefined> {
  try {
    return RunRecord.parse(JSON.parse(await readFile(paths.record, 'utf8')))
  } catch {
    return undefined
  }
}

/** Adds a run's result to the journal. The record itself must have been written before. */
export const appendToJournal = (paths: ExperimentPaths, record: RunRecord): Promise<void> => appendJsonLine(paths.journal, record)

export const runKey = ({ framework, run }: { framework: string; run: number }): string => `${framework}#${run}`

/** Every finished run, one each, in the order in which they finished. Lines a crash left incomplete are passed over. */
export async function readJournal(paths: ExperimentPaths): Promise<RunRecord[]> {
  const records = new Map<string, RunRecord>()
  for await (const line of readJsonLines(paths.journal)) {
    const parsed = RunRecord.safeParse(line)
    if (parsed.success && !records.has(runKey(parsed.data))) records.set(runKey(parsed.data), parsed.data)
  }
  return [...records.values()]
}

/**
 * The journal, completed from the run records: a crash between writing a record and its line loses nothing.
 * Reads the journal once and every directory once.
 */
export async function reconcileJournal(paths: ExperimentPaths): Promise<RunRecord[]> {
  const journal = await readJournal(paths)
  const known = new Set(journal.map(runKey))
  for (const dir of await runDirs(paths)) {
    if (known.has(dir.key)) continue
    const record = await readRunRecord(runPaths(dir.path))
    if (record?.outcome && isResult(record.outcome)) {
      await appendToJournal(paths, record)
      journal.push(record)
    }
  }
  return journal
}

async function runDirs(paths: ExperimentPaths): Promise<{ key: string; path: string }[]> {
  if (!existsSync(paths.runs)) return []
  const frameworks = (await readdir(paths.runs, { withFileTypes: true })).filter((entry) => entry.isDirectory())
  const nested = frameworks.map(async ({ name: framework }) => {
    const names = await readdir(join(paths.runs, framework))
    return names.flatMap((name) => {
      const number = /^run_(\d+)$/.exec(name)?.[1]
      return number === undefined ? [] : [{ key: runKey({ framework, run: Number(number) }), path: join(paths.runs, framework, name) }]
    })
  })
  return (await Promise.all(nested)).flat()
}
