import { existsSync, readFileSync } from 'node:fs'
import { isSameJson, linesOf } from '@genai-devbench/files'
import { RunRecord, type RunRef, TOOLKIT_VERSION } from '@genai-devbench/schema'
import { type ExperimentPaths, type RunPaths, runPaths } from '../experiment/experiment-paths.ts'
import {
  foreignRecord,
  hasResult,
  isForeign,
  parseJson,
  readRecordFile,
  runDirs,
  runKey,
} from './run-records.ts'

/** What an experiment holds of finished runs, and what of it is not as it should be. */
export interface FinishedRunsOnDisk<Run> {
  /** One each, in the order in which they finished. */
  runs: Run[]
  /** Of these, the ones that the journal has no line of: as they were written, so that line and record stay the same. */
  unlisted: RunRecord[]
  /** Whether the journal has lines that cannot be read. */
  isJournalDamaged: boolean
  /** Runs in the journal whose own record is missing or cannot be read, as they stand there. */
  recordless: { record: RunRecord; paths: RunPaths }[]
  /** Directories of runs that did not finish. */
  unfinished: RunPaths[]
}

/**
 * Every finished run, from the journal and, where a crash or damage kept it out, from its own record. UserError for a run of another
 * version of devbench. Changes nothing; reads the journal once and every record once.
 *
 * @param outline what to keep of a record, or of the value as which it was read: of ten thousand, all would be hundreds of MiB
 * @param options.trustCopies take a record that says to be of this version and whose two copies are the same for what this version
 * wrote, without holding it against the schema, which would take as long as all else
 */
export async function findFinishedRuns<Run>(
  paths: ExperimentPaths,
  outline: (record: RunRecord, value: unknown) => Run,
  { trustCopies = false }: { trustCopies?: boolean } = {},
): Promise<FinishedRunsOnDisk<Run>> {
  const dirs = new Map((await runDirs(paths)).map(({ key, root }) => [key, root]))
  const found: FinishedRunsOnDisk<Run> = {
    runs: [],
    unlisted: [],
    isJournalDamaged: false,
    recordless: [],
    unfinished: [],
  }
  const known = new Set<string>()
  const foreign: { framework: string; run: number }[] = []
  for await (const { line, value } of journalLines(paths)) {
    const root = isOfRun(value) ? dirs.get(runKey(value)) : undefined
    const isTwice = root !== undefined && holds(root, line)
    const record = trustCopies && isTwice && isOfThisVersion(value) ? value : RunRecord.safeParse(value).data
    if (record === undefined) {
      found.isJournalDamaged = true
      if (isForeign(value)) foreign.push(value)
      continue
    }
    const key = runKey(record)
    if (known.has(key)) continue
    known.add(key)
    found.runs.push(outline(record, value))
    if (root === undefined || isTwice) continue
    const run = runPaths(root)
    if ((await readRecordFile(run)).record === undefined)
      found.recordless.push({ record: value as RunRecord, paths: run })
  }
  const unlisted: { record: RunRecord; value: RunRecord }[] = []
  for (const [key, root] of dirs) {
    if (known.has(key)) continue
    const run = runPaths(root)
    const { record, value } = await readRecordFile(run)
    if (record === undefined && isForeign(value)) throw foreignRecord(run.record, value)
    if (record !== undefined && hasResult(record) && runKey(record) === key)
      unlisted.push({ record, value: value as RunRecord })
    else found.unfinished.push(run)
  }
  unlisted.sort((a, b) => endOf(a.record) - endOf(b.record))
  for (const { record, value } of unlisted) {
    found.unlisted.push(value)
    found.runs.push(outline(record, value))
    known.add(runKey(record))
  }
  for (const value of foreign) if (!known.has(runKey(value))) throw foreignRecord(paths.journal, value)
  return found
}

const endOf = ({ started_at, ended_at }: RunRecord): number => Date.parse(ended_at ?? started_at)

/** Every run in the journal, one each, in the order of their lines. */
export async function readJournal(paths: ExperimentPaths): Promise<RunRecord[]> {
  const records = new Map<string, RunRecord>()
  for await (const { value } of journalLines(paths)) {
    const { data: record } = RunRecord.safeParse(value)
    if (record === undefined && isForeign(value)) throw foreignRecord(paths.journal, value)
    if (record !== undefined && !records.has(runKey(record))) records.set(runKey(record), record)
  }
  return [...records.values()]
}

/** `value` is undefined for a line that is no JSON. */
async function* journalLines({ journal }: ExperimentPaths): AsyncGenerator<{ line: Buffer; value: unknown }> {
  if (!existsSync(journal)) return
  for await (const line of linesOf(journal)) {
    const text = line.toString()
    if (text !== '\n') yield { line, value: parseJson(text) }
  }
}

const isOfRun = (value: unknown): value is RunRef =>
  typeof value === 'object' && value !== null && 'framework' in value && 'run' in value

const isOfThisVersion = (value: unknown): value is RunRecord =>
  (value as RunRecord).schema_version === 1 && (value as RunRecord).toolkit_version === TOOLKIT_VERSION

/** Whether run.json is what was written with a line: then it need not be understood. Synchronously: by thousands, promises cost more than the reading. */
function holds(root: string, line: Buffer): boolean {
  try {
    return isSameJson(readFileSync(`${root}/run.json`), line)
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return false
    throw error
  }
}
