import * as z from 'zod'
import { Usage } from '../../calls/llm-call.ts'
import { RefusedCall } from '../../calls/refused-call.ts'
import { FrameworkId, Timestamp } from '../../names.ts'
import { FinishReason } from '../last-ending.ts'
import { Intervention, RunOutcome, StepOutcome } from './run-record.ts'
import { StageOutcome, StageType } from '../stage-record.ts'
import { StoppingCheck } from '../stopping-check.ts'

const count = z.int().min(0)
const positive = z.int().positive()
const milliseconds = z.number().min(0)

const ofExperiment = <Type extends string, Shape extends z.ZodRawShape>(type: Type, shape: Shape) =>
  z.strictObject({ time: Timestamp, type: z.literal(type), ...shape })

const ofRun = <Type extends string, Shape extends z.ZodRawShape>(type: Type, shape: Shape) =>
  ofExperiment(type, { framework: FrameworkId, run: positive, ...shape })

const ofStep = <Type extends string, Shape extends z.ZodRawShape>(type: Type, shape: Shape) =>
  ofRun(type, { step: positive, ...shape })

const ofStage = <Type extends string, Shape extends z.ZodRawShape>(type: Type, shape: Shape) =>
  ofExperiment(type, { stage: z.string(), position: positive, stages: positive, ...shape })

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

/** One line of `run-experiment --json` and of the events.jsonl of the experiment and of each run. */
export const RunEventLine = z.discriminatedUnion('type', [
  ofExperiment('experiment_started', {
    frameworks: z.array(FrameworkId),
    planned_runs: count,
    finished_runs: count,
    finished_by_framework: z.record(FrameworkId, count),
    /** Of each run. */
    steps: count,
  }),
  /** Something that a crash or damage had left, put right before the first run. */
  ofExperiment('repaired', { what: z.string() }),
  /** A change of the sealed configuration was declared; .meta/amendments.jsonl has all of it. */
  ofExperiment('config_amended', { reason: z.string() }),
  /** Nothing that is generated will be evaluated. */
  ofExperiment('evaluation_unavailable', { reason: z.string(), hint: z.string() }),
  ofRun('run_rerun', { why: z.string() }),
  /** It ended for reasons that are not the framework's, and is begun again after so long. */
  ofRun('run_waits', { attempt: positive, delay_ms: milliseconds }),
  /** In place of `run_started`: it goes on at a step, after those that passed. */
  ofStep('run_resumed', { attempt: positive, name: z.string(), why: z.string() }),
  ofRun('run_started', { attempt: positive }),
  ofStep('step_started', { name: z.string(), execution_index: positive, steps: positive }),
  ofStep('model_called', { phase: z.string(), usage: Usage }),
  ofStep('intervened', { intervention: Intervention }),
  ofStep('note', { message: z.string() }),
  ofStep('step_finished', {
    name: z.string(),
    outcome: StepOutcome,
    reason: z.string().nullable(),
    wall_ms: milliseconds,
    usage: Usage,
  }),
  ofStep('evaluation_started', { name: z.string() }),
  /** Of what the step left. Without numbers it was not evaluated, for the reason. */
  ofStep('evaluation_finished', {
    name: z.string(),
    passed: count.nullable(),
    checks: count.nullable(),
    reason: z.string().nullable(),
    wall_ms: milliseconds,
  }),
  ofRun('run_finished', {
    outcome: RunOutcome,
    reason: z.string().nullable(),
    wall_ms: milliseconds,
    usage: Usage,
  }),
  /** By another runner that shares the experiment. */
  ofRun('run_made_elsewhere', { outcome: RunOutcome }),
  /** The first of this invocation; all are in .meta/refused_calls.jsonl. */
  ofExperiment('call_refused', { call: RefusedCall }),
  ofStage('stage_started', { stage_type: StageType }),
  ofStage('stage_finished', { outcome: StageOutcome, reason: z.string().nullable(), wall_ms: milliseconds }),
  ofExperiment('stopping_checked', {
    n: positive,
    reason: FinishReason.nullable(),
    checks: z.array(StoppingCheck),
  }),
  ofExperiment('experiment_finished', { reason: FinishReason }),
])
export type RunEventLine = z.infer<typeof RunEventLine>

/** What the runner tells; the terminal view, `run-experiment --json` and the event logs are listeners of the same events. */
export type RunEvent = Untimed<RunEventLine>

/** Of each kind of event by itself, so that `type` still tells them apart. */
type Untimed<Line> = Line extends unknown ? Omit<Line, 'time'> : never
