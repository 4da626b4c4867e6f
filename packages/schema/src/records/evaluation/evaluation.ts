import * as z from 'zod'
import { FrameworkId, Sha256, Timestamp } from '../../names.ts'
import { CheckOutcomes } from './check-outcomes.ts'
import { QualityReport, Score } from './quality.ts'
import { Isolation } from '../run/run-record.ts'

/** Changes whenever the same project could be measured otherwise than before. */
export const EVALUATOR_VERSION = '3'

const count = z.int().min(0)
const step = z.int().positive()
const milliseconds = z.number().min(0)

/** A check by its name: the step whose prompt asks for what it checks, and its title. */
export const CheckName = z.strictObject({ step, title: z.string() })
export type CheckName = z.infer<typeof CheckName>

export const CheckResult = z.strictObject({
  ...CheckName.shape,
  /** `not_run`: the application did not start, or the checks did not come to an end. It counts as not passed. */
  outcome: z.enum(['passed', 'failed', 'not_run']),
  /** Why it did not pass; null when it did. */
  message: z.string().nullable(),
  duration_ms: milliseconds.nullable(),
})
export type CheckResult = z.infer<typeof CheckResult>

/** What the project asked for was installed. */
export const InstallResult = z.strictObject({
  /** The file that asks for it; null when there is none. */
  file: z.string().nullable(),
  outcome: z.enum(['nothing_to_install', 'installed', 'taken_from_cache', 'failed']),
  reason: z.string().nullable(),
  duration_ms: milliseconds,
})
export type InstallResult = z.infer<typeof InstallResult>

export const StartResult = z.strictObject({
  /** What sh was given; null when nothing says how to start the project. */
  command: z.string().nullable(),
  base_path: z.string(),
  /** Who says so, and where it was found. */
  chosen_by: z.enum(['config', 'adapter', 'contract', 'detection']).nullable(),
  why: z.string(),
  answered: z.boolean(),
  /** Why it did not answer; null when it did. */
  reason: z.string().nullable(),
  duration_ms: milliseconds,
})
export type StartResult = z.infer<typeof StartResult>

/** Records that the checks of the step before had left in the database, and how many of them are there now. */
export const MigrationResult = z.union([
  z.strictObject({
    total: z.int().positive(),
    kept: count,
    /** Such as `student 12: gone`; the first hundred. */
    lost: z.array(z.string()),
    reason: z.null(),
  }),
  z.strictObject({ total: z.null(), kept: z.null(), lost: z.array(z.string()).max(0), reason: z.string() }),
])
export type MigrationResult = z.infer<typeof MigrationResult>

/** runs/<framework>/run_NNN/evaluation/step_NNN.json: the project as one step left it. */
export const StepEvaluation = z.strictObject({
  schema_version: z.literal(1),
  evaluator_version: z.string(),
  framework: FrameworkId,
  run: z.int().positive(),
  step,
  execution_index: z.int().positive(),
  evaluated_at: Timestamp,
  isolation: Isolation,
  /** Over everything under config/acceptance. */
  checks_sha256: Sha256,
  /** ACCEPTANCE_SEED of the checks. */
  seed: z.int().min(0),
  install: InstallResult,
  start: StartResult,
  /** Of this step and of all enabled steps before it. */
  checks: z.array(CheckResult),
  /** Of the enabled steps after it. */
  checks_to_come: z.array(CheckName),
  /** Checks that passed after an earlier step and do not now; null where that step was not evaluated. */
  regressions: z.array(CheckName).nullable(),
  migration: MigrationResult,
  /** Measured on the project as the run left it: after its last step. */
  quality: QualityReport.nullable(),
  /** Over the rules that code was held to for it (metrics.code_quality). */
  rules_sha256: Sha256.nullable().default(null),
  /** The limit that the project broke, whereupon everything of it was ended. */
  breach: z.string().nullable(),
  duration_ms: milliseconds,
})
export type StepEvaluation = z.infer<typeof StepEvaluation>

/** The checks of one operation on one entity, by their titles `<entity> <operation>: ...`. */
export const CrudCell = z.strictObject({
  entity: z.string(),
  operation: z.enum(['create', 'read', 'list', 'update', 'delete']),
  passed: count,
  total: z.int().positive(),
})
export type CrudCell = z.infer<typeof CrudCell>

const Count = z.union([
  z.strictObject({ value: count, reason: z.null() }),
  z.strictObject({ value: z.null(), reason: z.string().min(1) }),
])

export const QualityScores = z.strictObject({
  code_quality: Score,
  documentation: Score,
  test_coverage: Score,
})
export type QualityScores = z.infer<typeof QualityScores>

const ofRun = {
  schema_version: z.literal(1),
  framework: FrameworkId,
  run: z.int().positive(),
  /** Tells the run from another that had its number before. */
  run_started_at: Timestamp,
  evaluated_at: Timestamp,
}

/** Of a line, as much as says whose it is: much quicker to be checked than the whole. */
export const RunEvaluationHead = z.looseObject(ofRun)
export type RunEvaluationHead = z.infer<typeof RunEvaluationHead>

/** A run that could not be evaluated, and why. */
const UnevaluatedRun = z.strictObject({ ...ofRun, not_evaluated: z.string().min(1) })

const EvaluatedRun = z.strictObject({
  ...ofRun,
  not_evaluated: z.null(),
  /** By the steps that were evaluated, each named once; more than one where some were evaluated again. */
  evaluator_versions: z.array(z.string()),
  checks_sha256: z.array(Sha256),
  rules_sha256: z.array(Sha256).default([]),
  isolation: z.array(z.enum(['bwrap', 'none'])),
  steps_evaluated: count,
  steps_enabled: z.int().positive(),
  /** After the last step that was made, of all enabled steps: those that were never reached count too. */
  checks: z.strictObject({ passed: count, total: count }),
  ...CheckOutcomes.shape,
  crud: z.array(CrudCell),
  functionality: Score,
  executable_step_rate: Score,
  regressions: Count,
  migration_continuity: Score,
  crud_effectiveness: Score,
  ...QualityScores.shape,
})
export type EvaluatedRun = z.infer<typeof EvaluatedRun>

/** One line of runs/evaluations.jsonl: what the evaluation of a run comes to. The last line of a run holds. */
export const RunEvaluation = z.union([EvaluatedRun, UnevaluatedRun])
export type RunEvaluation = z.infer<typeof RunEvaluation>
