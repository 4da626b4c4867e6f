/** Middle value; the mean of the two middle ones for an even count. */
export function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b)
  const middle = Math.floor(sorted.length / 2)
  return sorted.length % 2 === 1
    ? (sorted[middle] ?? Number.NaN)
    : ((sorted[middle - 1] ?? Number.NaN) + (sorted[middle] ?? Number.NaN)) / 2
}

/** Measures several things in turn, round by round, so that a slow moment of the machine hits all alike. Milliseconds. */
export async function inTurn(
  rounds: number,
  measures: Record<string, () => Promise<number>>,
): Promise<Record<string, number[]>> {
  const times: Record<string, number[]> = Object.fromEntries(Object.keys(measures).map((name) => [name, []]))
  for (let round = -1; round < rounds; round++) {
    for (const [name, measure] of Object.entries(measures)) {
      const time = await measure()
      // Round -1 warms the caches.
      if (round >= 0) times[name]?.push(time)
    }
  }
  return times
}

/** Median of the round-by-round ratios, with their range: `1.62 (1.5 to 1.9)`. */
export function ratio(times: readonly number[], reference: readonly number[]): string {
  const ratios = times.map((time, round) => time / (reference[round] ?? Number.NaN))
  return `${median(ratios).toFixed(2)}x (${Math.min(...ratios).toFixed(2)} to ${Math.max(...ratios).toFixed(2)})`
}
