import type { BudgetExceeded } from '@genai-devbench/gateway'
import type { StepOutcome } from '@genai-devbench/schema'

/** Why a step is being stopped; the reason of the step's abort signal. */
export class StepStop extends Error {
  override readonly name = 'StepStop'
  readonly outcome: Exclude<StepOutcome, 'passed' | 'skipped'>

  constructor(outcome: StepStop['outcome'], message: string) {
    super(message)
    this.outcome = outcome
  }
}

/** How long a framework has, once a call was refused for want of budget, to end by itself; calls under way can end well. */
const BUDGET_WIND_UP_MS = 60_000

/** What becomes of a step whose call did not fit into a budget. That of the experiment is no limit of a run's own: whose call meets it is chance. */
export const overBudget = ({ scope, message }: BudgetExceeded): StepStop =>
  new StepStop(scope === 'experiment' ? 'interrupted' : 'budget_exceeded', message)

/** Of a framework that takes more memory than the experiment gives it: `bytes` at once, in processes together. */
export const overMemory = (bytes: number, limit: string): StepStop =>
  new StepStop(
    'failed',
    `the step held ${(bytes / 2 ** 20).toFixed(0)} MiB of memory, more than ${limit} (execution.limits.memory)`,
  )

export interface StepLimits extends Disposable {
  signal: AbortSignal
  /** Stops the step for another reason. */
  stopFor(reason: StepStop): void
}

/**
 * A signal that is aborted when the step's time or the rest of the run's time is up, when the runner stops, or some time after a
 * budget was exceeded.
 *
 * @param exceeded aborted with a BudgetExceeded
 */
export function limitStep(
  timeout: { per_step: number; total: number },
  spentMs: number,
  {
    stop,
    exceeded,
    windUpMs = BUDGET_WIND_UP_MS,
  }: { stop: AbortSignal; exceeded: AbortSignal; windUpMs?: number },
): StepLimits {
  const controller = new AbortController()
  const leftMs = timeout.total * 1000 - spentMs
  const perStepFirst = timeout.per_step * 1000 <= leftMs
  const limit = perStepFirst
    ? new StepStop('timed_out', `the step took longer than ${timeout.per_step} s (timeout.per_step)`)
    : new StepStop(
        'timed_out',
        `the steps of the run took longer than ${timeout.total} s together (timeout.total)`,
      )
  const timer = setTimeout(
    () => controller.abort(limit),
    perStepFirst ? timeout.per_step * 1000 : Math.max(0, leftMs),
  )
  const onStop = (): void => controller.abort(new StepStop('interrupted', 'the runner was stopped'))
  if (stop.aborted) onStop()
  stop.addEventListener('abort', onStop, { once: true })
  let windUp: NodeJS.Timeout | undefined
  const onExceeded = (): void => {
    windUp = setTimeout(() => controller.abort(overBudget(exceeded.reason as BudgetExceeded)), windUpMs)
  }
  exceeded.addEventListener('abort', onExceeded, { once: true })
  return {
    signal: controller.signal,
    stopFor: (reason) => controller.abort(reason),
    [Symbol.dispose]() {
      clearTimeout(timer)
      clearTimeout(windUp)
      exceeded.removeEventListener('abort', onExceeded)
      stop.removeEventListener('abort', onStop)
    },
  }
}
