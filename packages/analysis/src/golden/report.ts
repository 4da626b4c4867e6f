import type { GoldenReport } from './check.ts'

/** The summary line, then the mismatches, then the keys without implementation and how many values each has. */
export function renderGoldenReport({ checked, mismatches, notImplemented }: GoldenReport): string {
  const missing = [...notImplemented].toSorted(([a], [b]) => (a < b ? -1 : 1))
  const missingValues = missing.reduce((total, [, count]) => total + count, 0)
  return [
    `checked ${checked} values, ${mismatches.length} mismatches, ${missingValues} not implemented`,
    ...mismatches.map(
      ({ place, expected, actual }) =>
        `mismatch ${place}: expected ${JSON.stringify(expected)}, got ${JSON.stringify(actual)}`,
    ),
    ...missing.map(([key, count]) => `not implemented ${key} (${count})`),
  ].join('\n')
}
