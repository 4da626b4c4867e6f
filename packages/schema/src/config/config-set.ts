import * as z from 'zod'
import { Acceptance } from './acceptance.ts'
import { Execution, History, Metrics, Step, Timeout } from './config.ts'
import { RunRetry } from './run-retry.ts'
import { Stopping } from './stopping.ts'
import { PROVIDERS } from './llm/llm-config.ts'
import { FrameworkId, InnerPath } from '../names.ts'

/** metadata.yaml of a config set. */
export const ConfigSetMetadata = z.strictObject({
  name: z.string().regex(/^[a-z0-9]+(?:[_-][a-z0-9]+)*$/, {
    error: 'not a usable name. Use lower-case letters, digits, "-" and "_".',
  }),
  version: z.string().regex(/^\d+\.\d+\.\d+$/, { error: 'not a version such as 1.0.0.' }),
  description: z.string().min(1),
  available_steps: z
    .array(
      z.strictObject({
        id: z.int().positive(),
        name: z.string().min(1),
        prompt_file: InnerPath,
        description: z.string().min(1),
      }),
    )
    .min(1, { error: 'no step. A config set has at least one.' }),
  defaults: z.strictObject({
    model: z.string().min(1),
    provider: z.enum(PROVIDERS),
    frameworks: z.array(FrameworkId).min(1),
    timeout: Timeout,
    metrics: z.strictObject({ weights: Metrics.shape.weights.unwrap() }),
  }),
})
export type ConfigSetMetadata = z.infer<typeof ConfigSetMetadata>

/** experiment_template.yaml: what becomes config.yaml once name, model, seed, frameworks and provider are filled in. */
export const ExperimentTemplate = z.strictObject({
  steps: z
    .array(
      Step.extend({
        enabled: z.literal(true, {
          error: 'a template enables every step; the researcher disables steps in the experiment.',
        }),
      }),
    )
    .min(1),
  timeout: Timeout,
  stopping: Stopping,
  metrics: Metrics,
  retry: RunRetry.prefault({}),
  execution: Execution.prefault({}),
  history: History.prefault({}),
  acceptance: Acceptance.prefault({}),
})
export type ExperimentTemplate = z.output<typeof ExperimentTemplate>
