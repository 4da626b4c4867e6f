import * as z from 'zod'
import { Acceptance } from './acceptance.ts'
import { Llm } from './llm/llm-config.ts'
import { RunRetry } from './run-retry.ts'
import { Stages } from './stages/stages.ts'
import { Stopping } from './stopping.ts'
import { Execution, History, Metrics, Step, Timeout } from './template/template-schemas.ts'
import { ExperimentName, FrameworkId } from '../names.ts'

/** config/config.yaml of an experiment: the one file a researcher edits. */

export const FrameworkEntry = z
  .union(
    [
      FrameworkId,
      z.strictObject({
        id: FrameworkId,
        adapter: z.string().min(1).optional().meta({
          description:
            'The adapter to use when the id is a name of your own; two entries with one adapter are variants.',
        }),
        options: z
          .record(z.string(), z.unknown())
          .optional()
          .meta({ description: 'Options of the adapter; see `devbench frameworks list`.' }),
      }),
    ],
    { error: 'neither the id of a framework nor {id, adapter, options}.' },
  )
  .transform((entry) =>
    typeof entry === 'string'
      ? { id: entry, adapter: entry, options: {} }
      : { id: entry.id, adapter: entry.adapter ?? entry.id, options: entry.options ?? {} },
  )
/** A framework as the rest of the toolkit sees it: every field filled in. */
export type Framework = z.output<typeof FrameworkEntry>

export const ExperimentConfig = z.strictObject({
  name: ExperimentName,
  description: z.string().optional().meta({ description: 'What the experiment is for.' }),
  model: z
    .string()
    .regex(/\S/, { error: 'empty. Name the model.' })
    .max(200)
    .meta({ description: 'The model every framework uses.' }),
  temperature: z
    .number()
    .min(0)
    .max(2)
    .optional()
    .meta({ description: 'Sampling temperature of every call; without it, what each framework asks for.' }),
  seed: z
    .int()
    .min(0)
    .max(2 ** 31 - 1)
    .meta({ description: 'Seeds the order of the runs. Run k asks the model for seed + k - 1.' }),
  frameworks: z.array(FrameworkEntry).min(1, { error: 'no framework. Name at least one.' }).meta({
    description:
      'What is compared: ids, or {id, adapter, options} for variants. `devbench frameworks list` shows all.',
  }),
  llm: Llm,
  steps: z
    .array(Step)
    .min(1, { error: 'no step. Declare at least one.' })
    .meta({ description: 'The tasks of every run, carried out in this order.' }),
  timeout: Timeout,
  stopping: Stopping,
  metrics: Metrics,
  retry: RunRetry.prefault({}),
  execution: Execution.prefault({}),
  history: History.prefault({}),
  acceptance: Acceptance.prefault({}),
  stages: Stages.optional(),
})
export type ExperimentConfig = z.output<typeof ExperimentConfig>
