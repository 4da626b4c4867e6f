import { monitorEventLoopDelay } from 'node:perf_hooks'

/** What a server has cost its machine. */
export interface Cost {
  /** Milliseconds since its start, of all threads. */
  cpuMs: number
  rssBytes: number
  /** How late the event loop was, in milliseconds, since the last time this was asked for. */
  loopDelayMs: { p50: number; p99: number }
}

const RESOLUTION_MS = 10

/** Tells the parent process what this one has cost, whenever it asks, and ends with it. */
export function tellCost(): void {
  const delay = monitorEventLoopDelay({ resolution: RESOLUTION_MS })
  delay.enable()
  // The time between two looks, which are RESOLUTION_MS apart when nothing is in the way; in nanoseconds.
  const late = (percent: number): number => Math.max(0, delay.percentile(percent) / 1e6 - RESOLUTION_MS)
  process.on('disconnect', () => process.exit())
  process.on('message', () => {
    const { user, system } = process.cpuUsage()
    const cost: Cost = {
      cpuMs: (user + system) / 1000,
      rssBytes: process.memoryUsage().rss,
      loopDelayMs: { p50: late(50), p99: late(99) },
    }
    delay.reset()
    process.send?.(cost)
  })
}
