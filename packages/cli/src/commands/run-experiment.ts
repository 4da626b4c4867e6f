import { type Plan, planExperiment, runExperiment } from '@genai-devbench/runner'
import { type FinishReason, UserError } from '@genai-devbench/schema'
import { findExperiment } from '@genai-devbench/store'
import { interruptSignal } from '../interrupt-signal.ts'
import { nextCommand } from '../next-command.ts'
import { experimentsDir } from '../toolkit-paths.ts'
import { renderFarewell } from '../views/farewell.ts'
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
  part_done: 0,
  infrastructure: 1,
  budget_exceeded: 1,
  interrupted: 130,
}

export async function runExperimentCommand(experiment: string, options: Options): Promise<number> {
  const paths = await findExperiment(experiment, experimentsDir(options.experimentsDir))
  const { frameworks, maxRuns, dryRun } = options
  const plan = await planExperiment(paths, {
    env: process.env,
    ...(frameworks && { frameworks }),
    ...(maxRuns && { maxRuns }),
  })
  if (maxRuns !== undefined) refuseMoreThanPlanned(maxRuns, plan.config.stopping.max_runs)
  process.stdout.write(`${renderPlan(plan, process.stdout.columns || undefined)}\n`)
  if (dryRun) {
    process.stdout.write('Everything checked; nothing was run (--dry-run).\n')
    return 0
  }
  const reason = await runWithProgress(plan)
  process.stdout.write(
    `${renderFarewell(reason, plan, (command) => nextCommand(command, experiment, options.experimentsDir))}\n`,
  )
  return EXIT_CODES[reason]
}

/** More than the plan would be another experiment. */
function refuseMoreThanPlanned(asked: number, planned: number): void {
  if (asked <= planned) return
  throw new UserError(
    'bad_runs',
    `--max-runs ${asked} is more than the experiment plans (stopping.max_runs: ${planned}).`,
    {
      hint: 'Leave it out to make all runs; before the first run, stopping.max_runs in config.yaml can be raised.',
    },
  )
}

/** Runs a plan with its progress on the terminal; Ctrl-C stops it cleanly. */
export async function runWithProgress(plan: Plan): Promise<FinishReason> {
  using view = openProgressView()
  using interrupt = interruptSignal(view.say)
  return await runExperiment(plan, { signal: interrupt.signal, emit: view.show })
}
