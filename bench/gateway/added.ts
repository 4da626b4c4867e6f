import { median } from '../support/ratio.ts'
import { type Load, percentile } from './load.ts'

/** A load, and what it cost the server that was asked. */
export interface Measured extends Load {
  cpuMsPerCall: number
  /** At its end. */
  rssBytes: number
}

/** What a server on the way to the upstream makes of calls: medians of the rounds. */
export interface Added {
  /** Milliseconds more than going direct: to the end of the answer, and to its first byte. */
  p50Ms: number
  p99Ms: number
  firstByteMs: number
  /** Against the bare pipe. */
  throughput: number
  cpu: number
  rssMiB: number
}

/** Round by round beside the direct way and the bare pipe, which were measured in the same minute. */
export function addedBy(own: Measured[], direct: Measured[], pipe: Measured[]): Added {
  const overRounds = (of: (load: Measured, round: number) => number): number => median(own.map(of))
  const later = (of: 'whole' | 'firstByte', share: number): number =>
    overRounds((load, round) => percentile(load[of], share) - percentile(direct[round]?.[of] ?? [], share))
  const toPipe = (of: 'callsPerSecond' | 'cpuMsPerCall'): number =>
    overRounds((load, round) => load[of] / (pipe[round]?.[of] ?? Number.NaN))
  return {
    p50Ms: later('whole', 0.5),
    p99Ms: later('whole', 0.99),
    firstByteMs: later('firstByte', 0.5),
    throughput: toPipe('callsPerSecond'),
    cpu: toPipe('cpuMsPerCall'),
    rssMiB: overRounds(({ rssBytes }) => rssBytes / 2 ** 20),
  }
}

export const latency = ({ p50Ms, p99Ms, firstByteMs }: Added): string =>
  `${ms(p50Ms)}/${ms(p99Ms)} (first byte ${ms(firstByteMs)})`

const ms = (added: number): string => `${added < 0 ? '' : '+'}${added.toFixed(2)}`

const SHOWN = {
  p50Ms: { name: 'p50', show: (value: number) => `${ms(value)} ms` },
  p99Ms: { name: 'p99', show: (value: number) => `${ms(value)} ms` },
  firstByteMs: { name: 'first byte', show: (value: number) => `${ms(value)} ms` },
  throughput: { name: 'throughput', show: (value: number) => `${value.toFixed(2)}x` },
  rssMiB: { name: 'memory', show: (value: number) => `${value.toFixed(0)} MiB` },
}

export type Goal = { of: keyof typeof SHOWN } & ({ atMost: number } | { atLeast: number })

/** `goal: p50 at most +1.00 ms; +0.62 ms: met` */
export function judged(goal: Goal, added: Added): string {
  const { name, show } = SHOWN[goal.of]
  const value = added[goal.of]
  const [bound, isMet] =
    'atMost' in goal
      ? [`at most ${show(goal.atMost)}`, value <= goal.atMost]
      : [`at least ${show(goal.atLeast)}`, value >= goal.atLeast]
  return `goal: ${name} ${bound}; ${show(value)}: ${isMet ? 'met' : 'not met'}`
}
