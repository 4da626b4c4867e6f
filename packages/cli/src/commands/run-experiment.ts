import { type Plan, planExperiment, runExperiment } from '@genai-devbench/runner'
import { type FinishReason, type RunEvent, UserError } from '@genai-devbench/schema'
import { findExperiment } from '@genai-devbench/store'
import { interruptSignal } from '../interrupt-signal.ts'
import { nextCommand } from '../next-command.ts'
import { experimentsDir } from '../toolkit-paths.ts'
import { renderFarewell } from '../views/run-experiment/farewell.ts'
import { renderPlan } from '../views/plan.ts'
import { openProgressView } from '../views/run-experiment/progress.ts'
import { type OtlpOption, openTraces, printDelivery } from '../traces.ts'

interface Options {
  frameworks?: string[]
  maxRuns?: number
  dryRun?: true
  join?: true
  amend?: string
  json?: true
  otlp?: OtlpOption
  experimentsDir?: string
}

/** How long the traces of what has run may take after the end. */
const LAST_TRACES_MS = 10_000

const EXIT_CODES: Record<FinishReason, number> = {
  target_met: 0,
  max_runs: 0,
  mean_not_separated_from_zero: 0,
  part_done: 0,
  stages_done: 0,
  infrastructure: 1,
  budget_exceeded: 1,
  stage_failed: 1,
  interrupted: 130,
}

export async function runExperimentCommand(experiment: string, options: Options): Promise<number> {
  const paths = await findExperiment(experiment, experimentsDir(options.experimentsDir))
  const { frameworks, maxRuns, dryRun, join, amend, json, otlp } = options
  // What is meant for people; with --json, stdout is a program's.
  const notes = json ? process.stderr : process.stdout
  const traces = otlp === undefined ? undefined : await openTraces(paths, otlp)
  const plan = await planExperiment(paths, {
    env: process.env,
    ...(frameworks && { frameworks }),
    ...(maxRuns && { maxRuns }),
    join,
    amend,
  })
  if (maxRuns !== undefined) refuseMoreThanPlanned(maxRuns, plan.config.stopping.max_runs)
  notes.write(`${renderPlan(plan, notes.columns || undefined)}\n`)
  if (dryRun) {
    notes.write('Everything checked; nothing was run (--dry-run).\n')
    return 0
  }
  const reason = await runWithProgress(plan, {
    ...(json && { json }),
    listen(event) {
      if (event.type === 'run_finished') traces?.add(paths.run(event.framework, event.run))
    },
  })
  const next = (command: string): string =>
    `${nextCommand(command, experiment, options.experimentsDir)}${join && command === 'run-experiment' ? ' --join' : ''}`
  notes.write(`${renderFarewell(reason, plan, next, notes.columns || undefined)}\n`)
  if (traces) printDelivery(await traces.close({ withinMs: LAST_TRACES_MS }), experiment, options, notes)
  return EXIT_CODES[reason]
}

/** More than the plan would be another experiment. */
function refuseMoreThanPlanned(asked: number, planned: number): void {
  if (asked <= planned) return
  throw new UserError(
    'bad_runs',
    `--max-runs ${asked} is more than the experiment plans (stopping.max_runs: ${planned}).`,
    {
      hint: 'Leave it out to make all runs, or raise stopping.max_runs in config.yaml: freely before the first run, with --amend after it.',
    },
  )
}

/** Runs a plan and shows its progress; Ctrl-C stops it cleanly. `listen` is told what the view is told. */
export async function runWithProgress(
  plan: Plan,
  { json = false, listen }: { json?: boolean; listen?: (event: RunEvent) => void } = {},
): Promise<FinishReason> {
  using view = openProgressView(plan, { json })
  using interrupt = interruptSignal(view.say)
  const emit = (event: RunEvent): void => {
    view.show(event)
    listen?.(event)
  }
  return await runExperiment(plan, { signal: interrupt.signal, emit })
}
