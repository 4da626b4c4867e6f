import type { GoldenReport } from './check.ts'

/**
 * The summary line, then the mismatches, then by key, with the number of values: what has no implementation, and what
 * is deliberately not held against one, with the reason.
 */
export function renderGoldenReport({ checked, mismatches, notImplemented, setAside }: GoldenReport): string {
  const missingValues = Array.from(notImplemented.values()).reduce((total, count) => total + count, 0)
  return [
    `checked ${checked} values, ${mismatches.length} mismatches, ${missingValues} not implemented`,
    ...mismatches.map(
      ({ place, expected, actual }) =>
        `mismatch ${place}: expected ${JSON.stringify(expected)}, got ${JSON.stringify(actual)}`,
    ),
    ...byKey(notImplemented).map(([key, count]) => `not implemented ${key} (${count})`),
    ...byKey(setAside).map(([key, { count, why }]) => `set aside ${key} (${count}): ${why}`),
  ].join('\n')
}

function byKey<T>(entries: ReadonlyMap<string, T>): [string, T][] {
  return [...entries].toSorted(([a], [b]) => (a < b ? -1 : 1))
}
