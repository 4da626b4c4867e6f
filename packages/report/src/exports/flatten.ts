import type { Dataset } from './dataset.ts'

type Cell = string | number | null

/**
 * Objects as rows: a field of an object within becomes a column of its own, `ci.lo` as `ci_lo`; a map of reasons becomes
 * one column. What a row does not have is null.
 */
export function flatten(objects: readonly object[]): Dataset {
  const rows = objects.map((object) => new Map(cellsOf(object)))
  const columns = [...new Set(rows.flatMap((row) => [...row.keys()]))]
  return { columns, rows: rows.map((row) => columns.map((column) => row.get(column) ?? null)) }
}

function cellsOf(object: object, prefix = ''): [string, Cell][] {
  return Object.entries(object).flatMap(([key, value]: [string, unknown]): [string, Cell][] => {
    const name = prefix + key
    if (value === undefined) return []
    if (key === 'reasons') return [[name, inWords(value as Record<string, string>)]]
    if (value === null || typeof value === 'string' || typeof value === 'number') return [[name, value]]
    if (typeof value === 'object' && !Array.isArray(value)) return cellsOf(value, `${name}_`)
    return [[name, JSON.stringify(value)]]
  })
}

/** `sd: one_observation; ci: one_observation` */
function inWords(reasons: Record<string, string>): string | null {
  return (
    Object.entries(reasons)
      .map(([name, reason]) => `${name}: ${reason}`)
      .join('; ') || null
  )
}
