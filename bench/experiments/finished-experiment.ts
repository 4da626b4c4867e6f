import { mkdirSync, writeFileSync } from 'node:fs'
import { appendFile } from 'node:fs/promises'
import { planExperiment, runExperiment } from '@genai-devbench/runner'
import type { RunRecord } from '@genai-devbench/schema'
import { type ExperimentPaths, appendEvaluation, readEvaluations, readJournal } from '@genai-devbench/store'
import { makeNoOpExperiment } from './no-op-experiment.ts'

/**
 * An experiment as it is when all of its runs are finished, made in seconds: one run is made, the records of the others are its own
 * with another number. The other files of a finished run, which nobody reads before its analysis, they lack.
 */
export async function makeFinishedExperiment(runs: number, steps: number): Promise<ExperimentPaths> {
  const paths = await makeNoOpExperiment(runs, steps)
  const made = await makeFirstRuns(paths)
  const others = Array.from({ length: runs - 1 }, (_, index) => index + 2)
  await addFinishedRuns(
    paths,
    made.flatMap((first) => others.map((run) => ({ ...first, run, seed: first.seed + run - 1 }))),
  )
  const evaluations = [...readEvaluations(paths, made).values()]
  for (const evaluation of evaluations)
    for (const run of others) await appendEvaluation(paths, { ...evaluation, run })
  return paths
}

/** The record of the first run of each framework, which is made. */
export async function makeFirstRuns(paths: ExperimentPaths): Promise<RunRecord[]> {
  const plan = await planExperiment(paths, { env: process.env, maxRuns: 1 })
  await runExperiment(plan, { signal: new AbortController().signal, emit: () => {} })
  const made = await readJournal(paths)
  if (made.length === 0) throw new Error(`no run was made in ${paths.root}`)
  return made
}

/** Records and journal as if these runs had been made too. */
export async function addFinishedRuns(paths: ExperimentPaths, records: readonly RunRecord[]): Promise<void> {
  for (const record of records) {
    const { root, record: file } = paths.run(record.framework, record.run)
    mkdirSync(root)
    writeFileSync(file, `${JSON.stringify(record, null, 2)}\n`)
  }
  await appendFile(paths.journal, records.map((record) => `${JSON.stringify(record)}\n`).join(''))
}
