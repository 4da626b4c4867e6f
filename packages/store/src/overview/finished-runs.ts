import { createReadStream, existsSync } from 'node:fs'
import { readFile } from 'node:fs/promises'
import { jsonLinesOf } from '@genai-devbench/files'
import { Manifest, RunRecord, UserError } from '@genai-devbench/schema'
import type { ExperimentPaths } from '../experiment/experiment-paths.ts'
import { runKey } from '../runs/run-records.ts'

/** What of a run's record an overview needs. */
export type FinishedRun = Pick<RunRecord, 'framework' | 'run' | 'outcome' | 'ended_at'>
const FinishedRun = RunRecord.pick({ framework: true, run: true, outcome: true, ended_at: true }).strip()

/**
 * Every finished run of an experiment, one each. Quicker than reading the records: those that the manifest lists are
 * not parsed again, only the lines that were added to the journal since.
 * @throws UserError for a line that is no run record
 */
export async function readFinishedRuns(paths: ExperimentPaths): Promise<FinishedRun[]> {
  const listed = await listedRuns(paths)
  const added = await linesAfter(paths, listed.length)
  // Fewer lines than runs: the journal was cut, and it is what counts.
  const runs = added === undefined ? ((await linesAfter(paths, 0)) ?? []) : [...listed, ...added]
  return [...new Map(runs.toReversed().map((entry) => [runKey(entry), entry])).values()].toReversed()
}

async function listedRuns({ manifest }: ExperimentPaths): Promise<FinishedRun[]> {
  const read = await readFile(manifest, 'utf8')
    .then(JSON.parse)
    .catch(() => undefined)
  return Manifest.safeParse(read).data?.runs ?? []
}

/** undefined when the journal has fewer lines than that. */
async function linesAfter(paths: ExperimentPaths, skipped: number): Promise<FinishedRun[] | undefined> {
  if (!existsSync(paths.journal)) return skipped === 0 ? [] : undefined
  const skip = { lines: skipped }
  const bytes = createReadStream(paths.journal, { highWaterMark: 1 << 20 }) as AsyncIterable<Buffer>
  const runs: FinishedRun[] = []
  for await (const line of jsonLinesOf(textAfter(bytes, skip))) {
    const { data } = FinishedRun.safeParse(line)
    if (data === undefined) throw foreignLine(paths)
    runs.push(data)
  }
  return skip.lines > 0 ? undefined : runs
}

/** Counts down `skip.lines` at each end of a line, and passes on what comes after. */
async function* textAfter(
  bytes: AsyncIterable<Buffer>,
  skip: { lines: number },
): AsyncGenerator<string, void> {
  const decoder = new TextDecoder()
  for await (const chunk of bytes) {
    let at = 0
    while (skip.lines > 0) {
      const end = chunk.indexOf(0x0a, at)
      at = end + 1
      if (end === -1) break
      skip.lines--
    }
    if (skip.lines === 0) yield decoder.decode(chunk.subarray(at), { stream: true })
  }
  yield decoder.decode()
}

const foreignLine = ({ journal }: ExperimentPaths): UserError =>
  new UserError(
    'foreign_journal',
    `${journal} holds a line that is no run record of this version of devbench.`,
  )
