import * as z from 'zod'
import { Usage } from '../../calls/llm-call.ts'
import { Sha256, Timestamp } from '../../names.ts'
import { ResourcesOrUnmeasured } from './resources.ts'

export const STEP_OUTCOMES = [
  'passed',
  'failed',
  'timed_out',
  'budget_exceeded',
  'interrupted',
  'infrastructure',
  'skipped',
] as const
export const StepOutcome = z.enum(STEP_OUTCOMES)
export type StepOutcome = z.infer<typeof StepOutcome>

/** `completed | failed | timed_out | budget_exceeded` are results and count; `infrastructure | interrupted` are tried again. */
export const RUN_OUTCOMES = [
  'completed',
  'failed',
  'timed_out',
  'budget_exceeded',
  'infrastructure',
  'interrupted',
] as const
export const RunOutcome = z.enum(RUN_OUTCOMES)
export type RunOutcome = z.infer<typeof RunOutcome>
export const isResult = (outcome: RunOutcome): boolean =>
  outcome !== 'infrastructure' && outcome !== 'interrupted'

export const PhaseRecord = z.strictObject({ phase: z.string(), usage: Usage })

/** A framework asked a person, and got the fixed answer of the experiment or none. */
export const Intervention = z.strictObject({
  time: Timestamp,
  question: z.string(),
  /** Name of the text under config/hitl/, without its ending; null when no answer was given. */
  answer: z.string().nullable(),
  answer_sha256: Sha256.nullable(),
})
export type Intervention = z.infer<typeof Intervention>

export const StepRecord = z.strictObject({
  /** The id in config.yaml, whatever was disabled or moved. */
  id: z.int().positive(),
  name: z.string(),
  /** 1 for the step that ran first. */
  execution_index: z.int().positive(),
  prompt_sha256: Sha256,
  outcome: StepOutcome,
  /** Why the step did not pass; null when it did. */
  reason: z.string().nullable(),
  started_at: Timestamp.nullable(),
  ended_at: Timestamp.nullable(),
  wall_ms: z.number().min(0),
  usage: Usage,
  phases: z.array(PhaseRecord),
  interventions: z.array(Intervention),
  resources: ResourcesOrUnmeasured,
})
export type StepRecord = z.infer<typeof StepRecord>

/** What exactly ran: versions of the framework and of all it stands on, by name. */
export const Identity = z.record(z.string(), z.string())
export type Identity = z.infer<typeof Identity>

/** What kept the framework from the rest of the machine; `none` comes with its reason. */
export const Isolation = z.discriminatedUnion('mode', [
  z.strictObject({ mode: z.literal('bwrap'), version: z.string() }),
  z.strictObject({ mode: z.literal('none'), reason: z.string() }),
])
export type Isolation = z.infer<typeof Isolation>

/** runs/<framework>/run_NNN/run.json, and, once the run has a result, one line of runs/journal.jsonl. */
export const RunRecord = z.strictObject({
  schema_version: z.literal(1),
  experiment: z.string(),
  framework: z.string(),
  adapter: z.string(),
  run: z.int().positive(),
  attempt: z.int().positive(),
  /** Seed of this run's model calls. */
  seed: z.int().min(0),
  /** Place in the randomised order of its block, from 1. */
  block_position: z.int().positive(),
  model: z.string(),
  /** Who answered, in a replay when it was recorded; `scripted` results are no evidence about frameworks. */
  provider: z.string(),
  /** The model's answers came from a recording: the times in this record measure the replay alone. */
  replayed: z.literal(true).optional(),
  config_sha256: Sha256,
  toolkit_version: z.string(),
  identity: Identity,
  host: z.strictObject({
    platform: z.string(),
    arch: z.string(),
    node: z.string(),
    cpus: z.int(),
    memory_bytes: z.int(),
  }),
  isolation: Isolation.default({ mode: 'none', reason: 'made by a version that had no isolation' }),
  started_at: Timestamp,
  ended_at: Timestamp.nullable(),
  /** null while the run is under way (or was cut off). */
  outcome: RunOutcome.nullable(),
  reason: z.string().nullable(),
  steps: z.array(StepRecord),
  totals: z.strictObject({ wall_ms: z.number().min(0), usage: Usage, resources: ResourcesOrUnmeasured }),
  /** There when its steps were made in more than one attempt: which one went on, at which step, when. */
  resumed: z
    .array(z.strictObject({ attempt: z.int().positive(), step: z.int().positive(), at: Timestamp }))
    .optional(),
  /** Earlier tries, with what of them does not count and was spent; it is kept under attempts/. */
  abandoned_attempts: z.array(
    z.strictObject({
      attempt: z.int().positive(),
      outcome: RunOutcome.nullable(),
      reason: z.string().nullable(),
      usage: Usage,
    }),
  ),
})
export type RunRecord = z.infer<typeof RunRecord>
