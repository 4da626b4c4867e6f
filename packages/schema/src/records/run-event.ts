import type { Usage } from '../calls/llm-call.ts'
import type { RefusedCall } from '../calls/refused-call.ts'
import type { FinishReason } from './last-ending.ts'
import type { Stage } from '../config/stages.ts'
import type { StoppingCheck } from './results.ts'
import type { Intervention, RunOutcome, StepOutcome } from './run-record.ts'
import type { StageOutcome } from './stage-record.ts'

export interface RunRef {
  framework: string
  run: number
}

/** `position` of `stages`, from 1. */
export interface StageRef {
  stage: string
  position: number
  stages: number
}

/** What the runner tells; the terminal view and the run's events.jsonl are two listeners of the same events. */
export type RunEvent =
  | {
      type: 'experiment_started'
      frameworks: string[]
      planned_runs: number
      finished_runs: number
      steps: number
    }
  /** Something that a crash or damage had left, put right before the first run. */
  | { type: 'repaired'; what: string }
  | ({ type: 'run_rerun'; why: string } & RunRef)
  /** It ended for reasons that are not the framework's, and is begun again after so long. */
  | ({ type: 'run_waits'; attempt: number; delay_ms: number } & RunRef)
  /** In place of `run_started`: it goes on at a step, after those that passed. */
  | ({ type: 'run_resumed'; attempt: number; step: number; name: string; why: string } & RunRef)
  | ({ type: 'run_started'; attempt: number } & RunRef)
  | ({ type: 'step_started'; step: number; name: string; execution_index: number; steps: number } & RunRef)
  | ({ type: 'model_called'; step: number; phase: string; usage: Usage } & RunRef)
  | ({ type: 'intervened'; step: number; intervention: Intervention } & RunRef)
  | ({ type: 'note'; step: number; message: string } & RunRef)
  | ({
      type: 'step_finished'
      step: number
      name: string
      outcome: StepOutcome
      reason: string | null
      wall_ms: number
      usage: Usage
    } & RunRef)
  | ({
      type: 'run_finished'
      outcome: RunOutcome
      reason: string | null
      wall_ms: number
      usage: Usage
    } & RunRef)
  /** By another runner that shares the experiment. */
  | ({ type: 'run_made_elsewhere'; outcome: RunOutcome } & RunRef)
  /** The first of this invocation; all are in .meta/refused_calls.jsonl. */
  | { type: 'call_refused'; call: RefusedCall }
  | ({ type: 'stage_started'; stage_type: Stage['type'] } & StageRef)
  | ({ type: 'stage_finished'; outcome: StageOutcome; reason: string | null; wall_ms: number } & StageRef)
  | { type: 'stopping_checked'; n: number; reason: FinishReason | null; checks: StoppingCheck[] }
  | { type: 'experiment_finished'; reason: FinishReason }
