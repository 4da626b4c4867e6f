import type * as z from 'zod'
import { type ExperimentConfig, type Framework, FrameworkEntry, Metrics, Step, Timeout } from './config.ts'
import { Stage } from './stages/stages.ts'
import { Stopping } from './stopping.ts'
import { Llm } from './llm/llm-config.ts'

/**
 * What of a configuration is sound by itself, each with its place in the document: so that what else is wrong shows in
 * the same go as the faults of the rest.
 */
export interface ConfigParts {
  steps: { index: number; part: Step }[]
  frameworks: { index: number; part: Framework }[]
  llm?: Llm
  stopping?: Stopping
  timeout?: Timeout
  metrics?: Metrics
  stages: { index: number; part: Stage }[]
  /** Whether there are stages and `stages` holds all of them. */
  allStages: boolean
  /** Whether there are steps and `steps` holds all of them. */
  allSteps: boolean
}

/** `raw` is a configuration as plain data, sound or not. */
export function soundParts(raw: unknown): ConfigParts {
  const { steps, frameworks, llm, stopping, timeout, metrics, stages } = (raw ?? {}) as Partial<
    Record<keyof ExperimentConfig, unknown>
  >
  const soundSteps = soundItems(steps, Step)
  const soundStages = soundItems(stages, Stage)
  return {
    steps: soundSteps,
    frameworks: soundItems(frameworks, FrameworkEntry),
    ...soundPart('llm', llm, Llm),
    ...soundPart('stopping', stopping, Stopping),
    ...soundPart('timeout', timeout, Timeout),
    ...soundPart('metrics', metrics, Metrics),
    stages: soundStages,
    allStages: Array.isArray(stages) && stages.length > 0 && soundStages.length === stages.length,
    allSteps: Array.isArray(steps) && steps.length > 0 && soundSteps.length === steps.length,
  }
}

function soundItems<T>(items: unknown, schema: z.ZodType<T>): { index: number; part: T }[] {
  if (!Array.isArray(items)) return []
  return items.flatMap((item, index) => {
    const { data } = schema.safeParse(item)
    return data === undefined ? [] : [{ index, part: data }]
  })
}

function soundPart<K extends string, T>(key: K, value: unknown, schema: z.ZodType<T>): Partial<Record<K, T>> {
  const { data } = schema.safeParse(value)
  return data === undefined ? {} : ({ [key]: data } as Record<K, T>)
}
