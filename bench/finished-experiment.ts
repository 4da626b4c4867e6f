import { mkdirSync, writeFileSync } from 'node:fs'
import { appendFile } from 'node:fs/promises'
import { planExperiment, runExperiment } from '@genai-devbench/runner'
import { type ExperimentPaths, readJournal } from '@genai-devbench/store'
import { makeNoOpExperiment } from './no-op-experiment.ts'

/**
 * An experiment as it is when all of its runs are finished, made in seconds: one run is made, the records of the others are its own
 * with another number. The other files of a finished run, which nobody reads before its analysis, they lack.
 */
export async function makeFinishedExperiment(runs: number, steps: number): Promise<ExperimentPaths> {
  const paths = await makeNoOpExperiment(runs, steps)
  const plan = await planExperiment(paths, { env: process.env, maxRuns: 1 })
  await runExperiment(plan, { signal: new AbortController().signal, emit: () => {} })
  const [made] = await readJournal(paths)
  if (made === undefined) throw new Error(`no run was made in ${paths.root}`)
  const lines: string[] = []
  for (let run = 2; run <= runs; run++) {
    const record = { ...made, run, seed: made.seed + run - 1 }
    const { root, record: file } = paths.run(made.framework, run)
    mkdirSync(root)
    writeFileSync(file, `${JSON.stringify(record, null, 2)}\n`)
    lines.push(`${JSON.stringify(record)}\n`)
  }
  await appendFile(paths.journal, lines.join(''))
  return paths
}
