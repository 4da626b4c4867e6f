/** What strikes a runner, and when. Everything follows from the seed and the number of points. */
export interface Fault {
  kind: FaultKind
  /** At which of the things that the runner does to files and processes, counted from 1. */
  at: number
  /** Whether half of what was to be written at that point is. */
  torn: boolean
}

/**
 * `runner`: kill -9 of the runner alone; `tree`: of it and all processes it started; `frameworks`: of these alone; `full disk`: from
 * that point on nothing can be written.
 */
export const FAULT_KINDS = ['runner', 'tree', 'full disk', 'frameworks'] as const
export type FaultKind = (typeof FAULT_KINDS)[number]

/** `count` faults, spread evenly over all `points`; kinds and the rest at random (mulberry32). */
export function faults(count: number, points: number, seed: number): Fault[] {
  let state = seed
  const random = (): number => {
    state = (state + 0x6d2b79f5) | 0
    let t = Math.imul(state ^ (state >>> 15), 1 | state)
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296
  }
  return Array.from({ length: count }, (_, index) => {
    const draw = random()
    return {
      at: 1 + Math.floor(((index + random()) * points) / count),
      kind: draw < 0.5 ? 'runner' : draw < 0.75 ? 'tree' : draw < 0.92 ? 'full disk' : 'frameworks',
      torn: random() < 0.5,
    }
  })
}
