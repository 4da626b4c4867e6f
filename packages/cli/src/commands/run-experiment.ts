import { type Plan, planExperiment, runExperiment } from '@genai-devbench/runner'
import type { FinishReason } from '@genai-devbench/schema'
import { findExperiment } from '@genai-devbench/store'
import { interruptSignal } from '../interrupt-signal.ts'
import { experimentsDir } from '../toolkit-paths.ts'
import { renderPlan } from '../views/plan.ts'
import { openProgressView } from '../views/progress.ts'

interface Options {
  frameworks?: string[]
  maxRuns?: number
  dryRun?: true
  experimentsDir?: string
}

const EXIT_CODES: Record<FinishReason, number> = {
  target_met: 0,
  max_runs: 0,
  mean_not_separated_from_zero: 0,
  some_frameworks_left: 0,
  infrastructure: 1,
  interrupted: 130,
}

export async function runExperimentCommand(experiment: string, options: Options): Promise<number> {
  const paths = await findExperiment(experiment, experimentsDir(options.experimentsDir))
  const { frameworks, maxRuns, dryRun } = options
  const plan = await planExperiment(paths, { env: process.env, ...(frameworks && { frameworks }), ...(maxRuns && { maxRuns }) })
  process.stdout.write(`${renderPlan(plan)}\n`)
  if (dryRun) {
    process.stdout.write('Everything checked; nothing was run (--dry-run).\n')
    return 0
  }
  const reason = await runWithProgress(plan)
  process.stdout.write(`${farewell(reason, experiment)}\n`)
  return EXIT_CODES[reason]
}

/** Runs a plan with its progress on the terminal; Ctrl-C stops it cleanly. */
export async function runWithProgress(plan: Plan): Promise<FinishReason> {
  using interrupt = interruptSignal()
  using view = openProgressView()
  return await runExperiment(plan, { signal: interrupt.signal, emit: view.show })
}

function farewell(reason: FinishReason, experiment: string): string {
  switch (reason) {
    case 'target_met':
      return `Finished: every target of the stopping rule is met.\nNext: analyze ${experiment}`
    case 'max_runs':
      return `Finished: all planned runs are made.\nNext: analyze ${experiment}`
    case 'mean_not_separated_from_zero':
      return `Finished at max_runs: a target is relative to a mean that cannot be told from zero, so it cannot be met.\nNext: analyze ${experiment}`
    case 'some_frameworks_left':
      return `The selected frameworks are done; others of the experiment are not.\nNext: run-experiment ${experiment}`
    case 'infrastructure':
      return `Not finished: some runs could not be made for reasons that are not the framework's (see above).\nWhat they spent is kept. Mend the cause, then: run-experiment ${experiment}`
    case 'interrupted':
      return `Stopped. Finished runs are kept; the one under way is kept as an attempt that does not count.\nTo go on: run-experiment ${experiment}`
  }
}
