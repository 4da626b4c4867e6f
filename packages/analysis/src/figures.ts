import type { Interval } from '@genai-devbench/schema'
import type { IntervalEstimate } from './statistics/intervals/interval.ts'

/** A figure as results.json has it: null comes with a reason, of the statistics' own or of the data's. */
export type Figure<T = number> = { value: T; reason?: never } | { value: null; reason: string }

export type Figures<K extends string> = Record<K, number | null> & { reasons: Record<string, string> }

export const none = (reason: string): { value: null; reason: string } => ({ value: null, reason })

/** Named figures as an object of results.json: numbers or nulls, and the reasons of the nulls under their names. */
export function figuresOf<K extends string>(figures: Record<K, Figure>): Figures<K> {
  const entries = Object.entries<Figure>(figures)
  return {
    ...(Object.fromEntries(entries.map(([name, { value }]) => [name, value])) as Record<K, number | null>),
    reasons: Object.fromEntries(
      entries.flatMap(([name, { value, reason }]) => (value === null ? [[name, reason]] : [])),
    ),
  }
}

/** Some numbers of one result; without it all of them are null for the same reason. */
export function partsOf<K extends string>(
  { value, reason }: Figure<Readonly<Record<K, number>>>,
  names: readonly K[],
): Figures<K> {
  return figuresOf(
    Object.fromEntries(
      names.map((name) => [name, value === null ? { value, reason } : { value: value[name] }]),
    ) as Record<K, Figure>,
  )
}

export function intervalOf(
  method: Interval['method'],
  level: number,
  interval: Figure<Pick<IntervalEstimate, 'lo' | 'hi'>>,
): Interval {
  return { method, level, ...partsOf(interval, ['lo', 'hi']) }
}
