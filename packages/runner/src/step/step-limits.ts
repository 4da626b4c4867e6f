import type { StepOutcome } from '@genai-devbench/schema'

/** Why a step is being stopped; the reason of the step's abort signal. */
export class StepStop extends Error {
  override readonly name = 'StepStop'
  readonly outcome: Extract<StepOutcome, 'timed_out' | 'interrupted' | 'infrastructure'>

  constructor(outcome: StepStop['outcome'], message: string) {
    super(message)
    this.outcome = outcome
  }
}

export interface StepLimits extends Disposable {
  signal: AbortSignal
  /** Stops the step for another reason. */
  stopFor(reason: StepStop): void
}

/** A signal that is aborted when the step's time or the rest of the run's time is up, or when the runner stops. */
export function limitStep(
  timeout: { per_step: number; total: number },
  spentMs: number,
  stop: AbortSignal,
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
  return {
    signal: controller.signal,
    stopFor: (reason) => controller.abort(reason),
    [Symbol.dispose]() {
      clearTimeout(timer)
      stop.removeEventListener('abort', onStop)
    },
  }
}
