import * as z from 'zod'
import { FrameworkId, Sha256, Timestamp } from '../names.ts'
import { RunOutcome } from './run/run-record.ts'

/** .meta/experiment.json: where the experiment came from, for the reader; nothing reads the config set again. */
export const ExperimentMeta = z.strictObject({
  schema_version: z.literal(1),
  id: z.uuid(),
  name: z.string(),
  created_at: Timestamp,
  config_set: z.strictObject({ name: z.string(), version: z.string(), sha256: Sha256 }),
  toolkit_version: z.string(),
})
export type ExperimentMeta = z.infer<typeof ExperimentMeta>

/** .meta/seal.json: the files under config/ and the plan as they were when the first run began. */
export const Seal = z.strictObject({
  schema_version: z.literal(1),
  sealed_at: Timestamp,
  config_sha256: Sha256,
  files: z.record(z.string(), Sha256),
  plan: z.strictObject({
    primary_metrics: z.array(z.string()),
    sesoi: z.record(z.string(), z.number()).optional(),
    stopping: z.unknown(),
  }),
})
export type Seal = z.infer<typeof Seal>

/** One line of .meta/amendments.jsonl: a change of the sealed configuration that was declared, and why. */
export const Amendment = z.strictObject({
  schema_version: z.literal(1),
  amended_at: Timestamp,
  reason: z.string(),
  from_config_sha256: Sha256,
  to_config_sha256: Sha256,
  /** Paths under config/ that changed. */
  changed_files: z.array(z.string()),
  /** Every file under config/ from then on. */
  files: z.record(z.string(), Sha256),
})
export type Amendment = z.infer<typeof Amendment>

/** A file inside a lock, such as .meta/lock/: a process that holds it. */
export const LockHolder = z.strictObject({
  pid: z.int(),
  host: z.string(),
  since: Timestamp,
  /** Which start of the machine and which numbering of processes `pid` belongs to; null where the system does not tell. */
  machine: z.string().nullable(),
  /** When the process started, by the machine's own count: numbers are given out again. */
  started: z.string().nullable(),
  /** Whether others may hold the lock beside it: `soon`, once it has put things right, or `open`; absent: none. */
  shared: z.enum(['soon', 'open']).optional(),
})
export type LockHolder = z.infer<typeof LockHolder>

/** runs/manifest.json: an index, made from the run records and rebuilt at any time. */
export const Manifest = z.strictObject({
  schema_version: z.literal(1),
  experiment: z.string(),
  updated_at: Timestamp,
  counts: z.record(z.string(), z.record(z.string(), z.int())),
  runs: z.array(
    z.strictObject({
      framework: FrameworkId,
      run: z.int().positive(),
      outcome: RunOutcome,
      path: z.string(),
      started_at: Timestamp,
      ended_at: Timestamp,
    }),
  ),
})
export type Manifest = z.infer<typeof Manifest>

/** experiments/.experiment_registry.json */
export const Registry = z.strictObject({
  schema_version: z.literal(1),
  experiments: z.record(
    z.string(),
    z.strictObject({
      id: z.uuid(),
      path: z.string(),
      created_at: Timestamp,
      config_set: z.string(),
      config_set_version: z.string(),
    }),
  ),
})
export type Registry = z.infer<typeof Registry>
