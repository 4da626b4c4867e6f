import * as z from 'zod'
import { READ_ONCE } from '../../documents/read-once.ts'
import { Stopping } from '../stopping.ts'
import { Metrics, Step, Timeout } from './template-schemas.ts'

/** One of a list that is sound by itself, with its place in it. */
export interface SoundItem<T> {
  index: number
  part: T
}

/** What of a config.yaml or the template of a config set is sound by itself. */
export interface TemplateParts {
  steps: SoundItem<Step>[]
  /** Of each step whose id is sound, whatever else is wrong with it. */
  stepIds: SoundItem<Pick<Step, 'id'>>[]
  stopping?: Stopping
  timeout?: Timeout
  metrics?: Metrics
  /** Whether there are steps and `steps` holds all of them. */
  allSteps: boolean
}

const StepId = z.object({ id: Step.shape.id })

/** `raw` is a document as plain data, sound or not. */
export function soundTemplateParts(raw: unknown): TemplateParts {
  const { steps, stopping, timeout, metrics } = (raw ?? {}) as Partial<Record<keyof TemplateParts, unknown>>
  const soundSteps = soundItems(steps, Step)
  return {
    steps: soundSteps,
    stepIds: soundItems(steps, StepId),
    ...soundPart('stopping', stopping, Stopping),
    ...soundPart('timeout', timeout, Timeout),
    ...soundPart('metrics', metrics, Metrics),
    allSteps: areAllSound(steps, soundSteps),
  }
}

export function soundItems<T>(items: unknown, schema: z.ZodType<T>): SoundItem<T>[] {
  if (!Array.isArray(items)) return []
  return items.flatMap((item, index) => {
    const { data } = schema.safeParse(item, READ_ONCE)
    return data === undefined ? [] : [{ index, part: data }]
  })
}

export const areAllSound = (items: unknown, sound: readonly unknown[]): boolean =>
  Array.isArray(items) && items.length > 0 && sound.length === items.length

export function soundPart<K extends string, T>(
  key: K,
  value: unknown,
  schema: z.ZodType<T>,
): Partial<Record<K, T>> {
  const { data } = schema.safeParse(value, READ_ONCE)
  return data === undefined ? {} : ({ [key]: data } as Record<K, T>)
}
