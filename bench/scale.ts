import { makeFinishedExperiment } from './experiments/finished-experiment.ts'
import { makeNoOpExperiment } from './experiments/no-op-experiment.ts'
import { buildPublished, publishedBin } from './support/published.ts'
import { removeTemporary } from './support/temporary.ts'
import { type Timed, describePeak, describeTimed, timeProgram } from './support/timed-program.ts'

/** BENCH_RUNS=100,1000,10000 chooses others. */
const SIZES = (process.env['BENCH_RUNS'] ?? '100,1000').split(',').map(Number)
const STEPS = 6

/** What a step costs in a small experiment and in a large one, and what it costs to find that all is done. */
export async function measureScale(): Promise<void> {
  await buildPublished()
  console.log(
    `\nRuns of ${STEPS} steps that do nothing, two at a time, full records: run-experiment as published`,
  )
  let first: { ms: number; cpuMs: number } | undefined
  for (const runs of SIZES) {
    const { root } = await makeNoOpExperiment(runs, STEPS)
    try {
      const made = await runExperiment(root)
      const perStep = { ms: made.ms / runs / STEPS, cpuMs: (made.cpuMs ?? Number.NaN) / runs / STEPS }
      first ??= perStep
      console.log(
        `  ${String(runs).padStart(6)} runs: a step ${perStep.ms.toFixed(2)} ms (${(perStep.ms / first.ms).toFixed(2)}x), processor ${perStep.cpuMs.toFixed(2)} ms (${(perStep.cpuMs / first.cpuMs).toFixed(2)}x), peak ${describePeak(made)}; with all done ${describeTimed(await runExperiment(root))}`,
      )
    } finally {
      removeTemporary(root)
    }
  }
}

/** What it costs to find that all is done, in experiments that were not run but have the records of one that was. */
export async function measureResume(): Promise<void> {
  await buildPublished()
  console.log(`\nrun-experiment as published, with all runs of ${STEPS} steps done`)
  for (const runs of SIZES) {
    const { root } = await makeFinishedExperiment(runs, STEPS)
    try {
      // The first call of all takes down that the experiment is over.
      await runExperiment(root)
      console.log(`  ${String(runs).padStart(6)} runs: ${describeTimed(await runExperiment(root))}`)
    } finally {
      removeTemporary(root)
    }
  }
}

const runExperiment = (root: string): Promise<Timed> =>
  timeProgram(process.execPath, [publishedBin('run-experiment'), root])
