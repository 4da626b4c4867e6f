import { existsSync } from 'node:fs'
import { readFile, readdir } from 'node:fs/promises'
import { join } from 'node:path'
import { appendJsonLine, readJsonLines, removeTree, writeJson } from '@genai-devbench/files'
import { RunRecord, UserError, isResult } from '@genai-devbench/schema'
import { type ExperimentPaths, type RunPaths, runPaths } from './experiment-paths.ts'

export const writeRunRecord = (paths: RunPaths, record: RunRecord): Promise<void> =>
  writeJson(paths.record, record)

/** undefined when there is none, or none that is whole. */
export async function readRunRecord(paths: RunPaths): Promise<RunRecord | undefined> {
  if (!existsSync(paths.record)) return undefined
  const text = await readFile(paths.record, 'utf8')
  try {
    return RunRecord.parse(JSON.parse(text))
  } catch {
    return undefined
  }
}

/** Adds a run's result to the journal. The record itself must have been written before. */
export const appendToJournal = (paths: ExperimentPaths, record: RunRecord): Promise<void> =>
  appendJsonLine(paths.journal, record)

export const runKey = ({ framework, run }: { framework: string; run: number }): string =>
  `${framework}#${run}`

/**
 * Every finished run, one each, in the order in which they finished. Lines a crash left incomplete are passed over;
 * UserError for a whole one that is no run record of this version, since passing it over would make the run again.
 */
export async function readJournal(paths: ExperimentPaths): Promise<RunRecord[]> {
  const records = new Map<string, RunRecord>()
  for await (const line of readJsonLines(paths.journal)) {
    const parsed = RunRecord.safeParse(line)
    if (!parsed.success) throw foreignLine(paths, line)
    if (!records.has(runKey(parsed.data))) records.set(runKey(parsed.data), parsed.data)
  }
  return [...records.values()]
}

function foreignLine({ journal }: ExperimentPaths, line: unknown): UserError {
  const start = JSON.stringify(line).slice(0, 80)
  return new UserError(
    'foreign_journal',
    `${journal} holds a line that is no run record of this version of devbench: ${start}...`,
    {
      hint: 'Use the version that made the experiment (.meta/experiment.json names it), or take the line out.',
    },
  )
}

/**
 * The journal, completed from the run records: a crash between writing a record and its line loses nothing.
 * Reads the journal once and every directory once.
 */
export async function reconcileJournal(paths: ExperimentPaths): Promise<RunRecord[]> {
  const journal = await readJournal(paths)
  const known = new Set(journal.map(runKey))
  const left: RunRecord[] = []
  for (const dir of await runDirs(paths)) {
    if (known.has(dir.key)) continue
    const record = await readRunRecord(runPaths(dir.path))
    if (!record?.outcome || !isResult(record.outcome) || runKey(record) !== dir.key) continue
    await removeTree(runPaths(dir.path).snapshots)
    left.push(record)
  }
  left.sort((a, b) => Date.parse(a.ended_at ?? a.started_at) - Date.parse(b.ended_at ?? b.started_at))
  for (const record of left) await appendToJournal(paths, record)
  return [...journal, ...left]
}

/** The directories of all runs that were begun. */
export async function runDirs(paths: ExperimentPaths): Promise<{ key: string; path: string }[]> {
  if (!existsSync(paths.runs)) return []
  const frameworks = (await readdir(paths.runs, { withFileTypes: true })).filter((entry) =>
    entry.isDirectory(),
  )
  const nested = frameworks.map(async ({ name: framework }) => {
    const names = await readdir(join(paths.runs, framework))
    return names.flatMap((name) => {
      const number = /^run_(\d+)$/.exec(name)?.[1]
      return number === undefined
        ? []
        : [{ key: runKey({ framework, run: Number(number) }), path: join(paths.runs, framework, name) }]
    })
  })
  return (await Promise.all(nested)).flat()
}
