import { isDeepStrictEqual } from 'node:util'
import type { MigrationResult } from '@genai-devbench/schema'
import type { ServedData, ServedRecord } from './visit.ts'

const MOST_NAMES = 100

/**
 * How many records that were served before are served now, by their ids and with every field that they had. Further
 * fields and records are allowed.
 */
export function compareData(before: ServedData, now: ServedData): MigrationResult {
  const losses: string[] = []
  let total = 0
  for (const [kind, records] of Object.entries(before)) {
    const present = new Map((now[kind] ?? []).map((record) => [record['id'], record]))
    for (const record of records) {
      total += 1
      const loss = lossOf(record, present.get(record['id']))
      if (loss !== undefined) losses.push(`${kind} ${String(record['id'])}: ${loss}`)
    }
  }
  if (total === 0) return unknownMigration('the step before left no record')
  return { total, kept: total - losses.length, lost: losses.slice(0, MOST_NAMES), reason: null }
}

/** All that was there is lost. */
export const everythingLost = (before: ServedData): MigrationResult => compareData(before, {})

export const unknownMigration = (reason: string): MigrationResult => ({
  total: null,
  kept: null,
  lost: [],
  reason,
})

function lossOf(record: ServedRecord, now: ServedRecord | undefined): string | undefined {
  if (now === undefined) return 'gone'
  const changed = Object.keys(record).filter((key) => !isDeepStrictEqual(record[key], now[key]))
  return changed.length === 0 ? undefined : `${changed.join(', ')} changed`
}
