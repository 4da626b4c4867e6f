import * as z from 'zod'
import { Sha256, Timestamp } from '../../names.ts'
import { count } from './figure.ts'

/** Where the figures come from. Of the clock and the machine only what the records say, so that it stays the same. */
export const Provenance = z.strictObject({
  toolkit_version: z.string(),
  run_toolkit_versions: z.array(z.string()),
  config_sha256: Sha256,
  run_config_sha256: z.array(Sha256),
  /** Over the run records. */
  input_sha256: Sha256,
  /** Of the experiment; resampling and random permutations begin from it too. */
  seed: z.int(),
  rng: z.literal('xoshiro128**'),
  bootstrap_B: z.int().positive(),
  permutation_B: z.int().positive(),
  temperature: z.number().optional(),
  order: z.string(),
  concurrency: z.int().positive(),
  /** What kept the frameworks from the rest of the machine. */
  isolation: z.array(z.strictObject({ mode: z.enum(['bwrap', 'none']), detail: z.string(), runs: count })),
  hosts: z.array(
    z.strictObject({
      platform: z.string(),
      arch: z.string(),
      node: z.string(),
      cpus: z.int(),
      memory_bytes: z.int(),
      runs: count,
    }),
  ),
  first_run_started_at: Timestamp.optional(),
  last_run_ended_at: Timestamp.optional(),
})
