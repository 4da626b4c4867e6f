import { existsSync, readFileSync } from 'node:fs'
import { readJsonLines, sha256 } from '@genai-devbench/files'
import { RunRecord } from '@genai-devbench/schema'
import type { ExperimentPaths, RunPaths } from './experiment-paths.ts'
import { foreignRecord, hasResult, isForeign, readRecordFile, runDirs, runKey } from './run-records.ts'

/** What an experiment holds of finished runs, and what of it is not as it should be. */
export interface FinishedRunsOnDisk {
  /** One each, in the order in which they finished. */
  records: RunRecord[]
  /** Of these, the ones that the journal has no line of. */
  unlisted: RunRecord[]
  /** Whether the journal has lines that cannot be read. */
  isJournalDamaged: boolean
  /** Runs in the journal whose own record is missing or cannot be read. */
  recordless: { record: RunRecord; paths: RunPaths }[]
  /** Directories of runs that did not finish. */
  unfinished: RunPaths[]
}

const AT_ONCE = 64

/**
 * Every finished run, from the journal and, where a crash or damage kept it out, from its own record. UserError for a run of another
 * version of devbench. Changes nothing; reads the journal once and every record once.
 */
export async function findFinishedRuns(paths: ExperimentPaths): Promise<FinishedRunsOnDisk> {
  const journal = await readLines(paths)
  const unlisted: RunRecord[] = []
  const recordless: FinishedRunsOnDisk['recordless'] = []
  const unfinished: RunPaths[] = []
  const dirs = await runDirs(paths)
  for (let from = 0; from < dirs.length; from += AT_ONCE) {
    const some = dirs.slice(from, from + AT_ONCE).map(async ({ key, paths: run }) => {
      const line = journal.lines.get(key)
      if (line !== undefined && holds(run, line.written)) return
      const { record, value } = await readRecordFile(run)
      if (line !== undefined) {
        if (record === undefined) recordless.push({ record: line.record, paths: run })
        return
      }
      if (record === undefined && isForeign(value)) throw foreignRecord(run.record, value)
      if (record !== undefined && hasResult(record) && runKey(record) === key) unlisted.push(record)
      else unfinished.push(run)
    })
    await Promise.all(some)
  }
  unlisted.sort((a, b) => Date.parse(a.ended_at ?? a.started_at) - Date.parse(b.ended_at ?? b.started_at))
  const records = [...[...journal.lines.values()].map(({ record }) => record), ...unlisted]
  const known = new Set(records.map(runKey))
  for (const line of journal.foreign) if (!known.has(runKey(line))) throw foreignRecord(paths.journal, line)
  return {
    records,
    unlisted,
    isJournalDamaged: journal.isDamaged || journal.foreign.length > 0,
    recordless,
    unfinished,
  }
}

/** Every run in the journal, one each, in the order of their lines. */
export async function readJournal(paths: ExperimentPaths): Promise<RunRecord[]> {
  const { lines, foreign } = await readLines(paths)
  if (foreign[0] !== undefined) throw foreignRecord(paths.journal, foreign[0])
  return [...lines.values()].map(({ record }) => record)
}

interface Journal {
  /** `written` is the hash of the record's own file, as it was written. */
  lines: Map<string, { record: RunRecord; written: string }>
  foreign: { framework: string; run: number }[]
  isDamaged: boolean
}

async function readLines({ journal }: ExperimentPaths): Promise<Journal> {
  const read: Journal = { lines: new Map(), foreign: [], isDamaged: false }
  for await (const line of readJsonLines(journal, () => (read.isDamaged = true))) {
    const { data: record } = RunRecord.safeParse(line)
    if (record !== undefined) {
      if (!read.lines.has(runKey(record)))
        read.lines.set(runKey(record), { record, written: sha256(`${JSON.stringify(line, null, 2)}\n`) })
    } else if (isForeign(line)) read.foreign.push(line)
    else read.isDamaged = true
  }
  return read
}

/** Whether run.json is, byte for byte, what was written: then it need not be understood. Synchronously: by thousands, promises cost more than the reading. */
function holds({ record }: RunPaths, written: string): boolean {
  return existsSync(record) && sha256(readFileSync(record)) === written
}
