import type { Plan } from '@genai-devbench/runner'
import type { FinishReason } from '@genai-devbench/schema'
import { wrapText } from '../text/wrap-text.ts'

/**
 * How it ended and what comes next. `next` tells how to call a command for this experiment; lines that hold one are not
 * broken, so that they can be copied.
 *
 * @param columns default: as long as they are
 */
export function renderFarewell(
  reason: FinishReason,
  plan: Plan,
  next: (command: string) => string,
  columns = Infinity,
): string {
  const [ending = '', ...commands] = farewell(reason, plan, next).split('\n')
  return [wrapText(ending, columns, ''), ...commands].join('\n')
}

function farewell(
  reason: FinishReason,
  { maxRuns, arms, selected, config: { stopping } }: Plan,
  next: (command: string) => string,
): string {
  switch (reason) {
    case 'target_met':
      return `Finished: every target of the stopping rule is met.\nNext: ${next('analyze')}`
    case 'max_runs':
      return `Finished: all planned runs are made.\nNext: ${next('analyze')}`
    case 'mean_not_separated_from_zero':
      return `Finished at max_runs: a target is relative to a mean that cannot be told from zero, so it cannot be met.\nNext: ${next('analyze')}`
    case 'part_done':
      return maxRuns < stopping.max_runs
        ? `Stopped at ${maxRuns} of at most ${stopping.max_runs} runs of ${selected.length < arms.length ? selected.map(({ id }) => id).join(' and ') : 'each framework'} (--max-runs).\nTo go on: ${next('run-experiment')}\nTo look at what there is: ${next('analyze')}`
        : `The selected frameworks are done; others of the experiment are not.\nNext: ${next('run-experiment')}`
    case 'infrastructure':
      return `Not finished: some runs could not be made for reasons that are not the framework's (see above). What they spent is kept.\nMend the cause, then: ${next('run-experiment')}`
    case 'budget_exceeded':
      return `Stopped: the budget of the experiment (llm.budget.experiment) is spent. Finished runs are kept; those under way are kept as attempts that do not count.\nTo look at what there is: ${next('analyze')}`
    case 'stages_done':
      return `Finished: all stages are over; the stopping rule wanted more runs.\nNext: ${next('analyze')}`
    case 'stage_failed':
      return `Stopped: a stage failed (see above; what its script printed is in logs/). Finished runs are kept.\nTo look at what there is: ${next('analyze')}\nTo go on, with that stage: ${next('run-experiment')}`
    case 'interrupted':
      return `Stopped. Finished runs are kept.\nA run that was under way goes on after the last step that it passed.\nTo go on: ${next('run-experiment')}`
  }
}
