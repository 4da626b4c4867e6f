import * as z from 'zod'
import { Acceptance } from './acceptance.ts'
import { RunRetry } from './run-retry.ts'
import { Stopping } from './stopping.ts'
import { PROVIDERS } from './llm/providers.ts'
import { type SoundItem, areAllSound, soundItems, soundPart } from './template/template-parts.ts'
import { Execution, History, Metrics, Step, Timeout } from './template/template-schemas.ts'
import { FrameworkId, InnerPath } from '../names.ts'

const AvailableStep = z.strictObject({
  id: z.int().positive(),
  name: z.string().min(1),
  prompt_file: InnerPath,
  description: z.string().min(1),
})
const StepId = z.object({ id: AvailableStep.shape.id })
const StepPrompt = z.object({ prompt_file: AvailableStep.shape.prompt_file })

/** metadata.yaml of a config set. */
export const ConfigSetMetadata = z.strictObject({
  name: z.string().regex(/^[a-z0-9]+(?:[_-][a-z0-9]+)*$/, {
    error: 'not a usable name. Use lower-case letters, digits, "-" and "_".',
  }),
  version: z.string().regex(/^\d+\.\d+\.\d+$/, { error: 'not a version such as 1.0.0.' }),
  description: z.string().min(1),
  available_steps: z.array(AvailableStep).min(1, { error: 'no step. A config set has at least one.' }),
  defaults: z.strictObject({
    model: z.string().min(1),
    provider: z.enum(PROVIDERS),
    frameworks: z.array(FrameworkId).min(1),
    timeout: Timeout,
    metrics: z.strictObject({ weights: Metrics.shape.weights.unwrap() }),
  }),
})
export type ConfigSetMetadata = z.infer<typeof ConfigSetMetadata>

/** What of a metadata.yaml is sound by itself. */
export interface MetadataParts {
  name?: string
  steps: SoundItem<z.infer<typeof AvailableStep>>[]
  /** Of each step whose id, or prompt, is sound, whatever else is wrong with it. */
  stepIds: SoundItem<z.infer<typeof StepId>>[]
  stepPrompts: SoundItem<z.infer<typeof StepPrompt>>[]
  /** Whether there are steps and `steps` holds all of them. */
  allSteps: boolean
}

/** `raw` is a document as plain data, sound or not. */
export function soundMetadataParts(raw: unknown): MetadataParts {
  const { name, available_steps: items } = (raw ?? {}) as Partial<Record<keyof ConfigSetMetadata, unknown>>
  const steps = soundItems(items, AvailableStep)
  return {
    ...soundPart('name', name, ConfigSetMetadata.shape.name),
    steps,
    stepIds: soundItems(items, StepId),
    stepPrompts: soundItems(items, StepPrompt),
    allSteps: areAllSound(items, steps),
  }
}

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
