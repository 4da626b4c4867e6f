import { relative, resolve } from 'node:path'
import {
  type WholeState,
  compareStates,
  patchOf,
  readStates,
  restoreState,
  wholeState,
} from '@genai-devbench/history'
import { UserError, type WorkspaceState } from '@genai-devbench/schema'
import { findExperiment, findRun } from '@genai-devbench/store'
import type { StepRange } from '../../program/option-values.ts'
import { experimentsDir } from '../../toolkit-paths.ts'
import { renderChanges, renderStates } from '../../views/experiment/history.ts'

interface Options {
  framework?: string
  diff?: StepRange
  restore?: number
  to?: string
  experimentsDir?: string
}

/** Lists the states of a run's workspace, compares two of them or restores one. */
export async function historyCommand(experiment: string, run: string, options: Options): Promise<number> {
  const { diff, restore, to } = options
  if ((restore === undefined) !== (to === undefined)) {
    throw new UserError('bad_restore', '--restore and --to go together.', {
      hint: 'As in: --restore 2 --to restored',
    })
  }
  const paths = await findExperiment(experiment, experimentsDir(options.experimentsDir))
  const found = await findRun(paths, run, options.framework)
  const { history } = found.paths
  const states = await readStates(history)
  if (states.length === 0) {
    throw new UserError('no_history', `Run ${found.run} of ${found.framework} has no history.`, {
      hint: 'The states are kept when config.yaml says history: {preserve: true} before the first run.',
    })
  }
  if (diff) {
    const changes = await compareStates(history, stateOf(states, diff.from), stateOf(states, diff.to))
    const patched = changes.map(async (change) => ({ change, lines: await patchOf(change) }))
    process.stdout.write(renderChanges(diff, await Promise.all(patched)))
  } else if (restore !== undefined && to !== undefined) {
    await restoreState(history, stateOf(states, restore), resolve(to))
    process.stdout.write(
      `The state after step ${restore} is in ${relative(process.cwd(), resolve(to)) || '.'}.\n`,
    )
  } else {
    process.stdout.write(await renderStates(found, states))
  }
  return 0
}

function stateOf(states: readonly WorkspaceState[], step: number): WholeState {
  const state = states.find((one) => one.step === step)
  if (!state) {
    throw new UserError('unknown_step', `The history has no step ${step}.`, {
      hint: `It has: ${states.map((one) => `${one.step} (${one.name})`).join(', ')}.`,
    })
  }
  const whole = wholeState(states, state)
  if (!whole) {
    throw new UserError(
      'damaged_history',
      `What the state after step ${step} builds on is missing or damaged.`,
      {
        hint: `Restore the history of the run from a copy.`,
      },
    )
  }
  return whole
}
