import { existsSync } from 'node:fs'
import { copyFile, readdir, rename, rm } from 'node:fs/promises'
import { basename, join, relative } from 'node:path'
import { isTemporary, removeTree, writeFileAtomic } from '@genai-devbench/files'
import type { RunRecord } from '@genai-devbench/schema'
import { type ExperimentPaths, runPaths } from '../experiment/experiment-paths.ts'
import { type FinishedRunsOnDisk, findFinishedRuns } from './finished-runs.ts'
import { appendToJournal, writeRunRecord } from './run-records.ts'

/**
 * Makes journal and run records agree again after a crash or damage, each from the other; what cannot be read is kept beside what
 * takes its place. Only for who holds the lock of the experiment.
 *
 * @param tell called with what was repaired, for a reader
 * @param outline what to keep of a record
 * @returns every finished run, in the order in which they finished
 */
export async function repairRuns<Run>(
  paths: ExperimentPaths,
  tell: (what: string) => void,
  outline: (record: RunRecord) => Run,
): Promise<Run[]> {
  const found = await findFinishedRuns(paths, outline, { trustCopies: true })
  await clearTemporaries([paths.meta, paths.runs, ...(await dirsOfUnsettled(paths, found))])
  for (const { record, paths: run } of found.recordless) {
    const name = relative(paths.root, run.record)
    if (existsSync(run.record)) await rename(run.record, freeName(run.record))
    await writeRunRecord(run, record)
    tell(`${name} was missing or damaged and was written again from the journal`)
  }
  // A finished run goes on no more.
  for (const { framework, run } of found.unlisted) await removeTree(paths.run(framework, run).snapshots)
  const name = relative(paths.root, paths.journal)
  if (found.isJournalDamaged) {
    const aside = freeName(paths.journal)
    await copyFile(paths.journal, aside)
    const { runs } = await findFinishedRuns(paths, (_record, value) => `${JSON.stringify(value)}\n`)
    await writeFileAtomic(paths.journal, runs.join(''))
    tell(`${name} was damaged and was written again from the run records; as it was: ${basename(aside)}`)
  } else {
    for (const record of found.unlisted) {
      await appendToJournal(paths, record)
      tell(`${name} had no line for ${record.framework} run ${record.run}, which is finished; it was added`)
    }
  }
  return found.runs
}

function freeName(path: string): string {
  for (let n = 1; ; n++) if (!existsSync(`${path}.damaged-${n}`)) return `${path}.damaged-${n}`
}

/** Where a runner writes of its own: what lies elsewhere in a run is the framework's, whatever its name. */
async function dirsOfUnsettled(
  paths: ExperimentPaths,
  { recordless, unlisted, unfinished }: FinishedRunsOnDisk<unknown>,
): Promise<string[]> {
  const runs = [
    ...recordless.map((run) => run.paths),
    ...unlisted.map(({ framework, run }) => paths.run(framework, run)),
    ...unfinished,
  ]
  const tries = await Promise.all(
    runs.map(async ({ root, attempts }) => {
      const numbers = await readdir(attempts).catch(() => [])
      return [root, ...numbers.map((number) => join(attempts, number))]
    }),
  )
  return tries.flat().flatMap((root) => [root, runPaths(root).evaluation])
}

/** Removes from directories what a process was writing when it was killed. Nobody else may be writing there. */
export async function clearTemporaries(dirs: readonly string[]): Promise<void> {
  for (const dir of dirs) {
    if (!existsSync(dir)) continue
    for (const file of await readdir(dir)) if (isTemporary(file)) await rm(join(dir, file))
  }
}
