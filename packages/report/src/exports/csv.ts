import { stringify } from 'csv-stringify/sync'
import { cleanText } from '../render/escape.ts'
import type { Dataset } from './dataset.ts'

/**
 * RFC 4180 with line feeds and one header row; null is an empty cell. Text that a spreadsheet would take for a formula
 * gets an apostrophe in front, as OWASP advises: reasons of failures come from programs that nobody vouches for.
 */
export function toCsv({ columns, rows }: Dataset): string {
  const cells = rows.map((row) => row.map((cell) => (typeof cell === 'string' ? cleanText(cell) : cell)))
  return stringify([[...columns], ...cells], { escape_formulas: true })
}
