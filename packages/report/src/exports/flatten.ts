import type { Dataset } from './dataset.ts'

type Cell = string | number | null

/**
 * Objects as rows: a field of an object within becomes a column of its own, `ci.lo` as `ci_lo`; a map of reasons becomes
 * one column. What a row does not have is null.
 */
export function flatten(objects: readonly object[]): Dataset {
  const columns = new Set<string>()
  const cells = objects.map((object) => {
    const row = new Map<string, Cell>()
    addCells(row, object, '')
    for (const column of row.keys()) columns.add(column)
    return row
  })
  const names = [...columns]
  return { columns: names, rows: cells.map((row) => names.map((name) => row.get(name) ?? null)) }
}

function addCells(row: Map<string, Cell>, object: object, prefix: string): void {
  for (const [key, value] of Object.entries(object) as [string, unknown][]) {
    const name = prefix + key
    if (value === undefined) continue
    if (key === 'reasons') row.set(name, inWords(value as Record<string, string>))
    else if (value === null || typeof value === 'string' || typeof value === 'number') row.set(name, value)
    else if (typeof value === 'object' && !Array.isArray(value)) addCells(row, value, `${name}_`)
    else row.set(name, JSON.stringify(value))
  }
}

/** `sd: one_observation; ci: one_observation` */
function inWords(reasons: Record<string, string>): string | null {
  return (
    Object.entries(reasons)
      .map(([name, reason]) => `${name}: ${reason}`)
      .join('; ') || null
  )
}
