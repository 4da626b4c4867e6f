import type { Block } from './report-document.ts'
import type { Table } from './table.ts'

export const text = (content: string): Block => ({ kind: 'text', text: content })
export const heading = (content: string): Block => ({ kind: 'heading', text: content })
export const table = (label: string, content: Table): Block => ({ kind: 'table', label, table: content })
export const isEmpty = ({ groups }: Table): boolean => groups.every(({ rows }) => rows.length === 0)
/** `1 run`, `2 runs`. */
export const counted = (count: number, what: string): string => `${count} ${what}${count === 1 ? '' : 's'}`
