import { isObject } from '../json/json.ts'

/** A canonical request with its place in its phase. */
export interface PlacedRequest {
  place: number
  canonical: string
}

/** The recorded request that has most in common with one: the longest beginning and end. */
export function nearestRequest<T extends PlacedRequest>(
  asked: string,
  recorded: readonly T[],
): T | undefined {
  return recorded
    .map((request) => ({ request, common: common(asked, request.canonical) }))
    .toSorted((a, b) => b.common - a.common)[0]?.request
}

function common(a: string, b: string): number {
  const most = Math.min(a.length, b.length)
  const start = commonStart(a, b)
  let end = 0
  while (end < most - start && a[a.length - 1 - end] === b[b.length - 1 - end]) end++
  return start + end
}

function commonStart(a: string, b: string): number {
  let at = 0
  while (at < a.length && at < b.length && a[at] === b[at]) at++
  return at
}

const BEFORE = 30
const AFTER = 60

/** Where two canonical requests first differ: `messages[1].content: recorded "... red", asked "... blue"`. */
export function firstDifference(recorded: string, asked: string): string {
  return difference(JSON.parse(recorded), JSON.parse(asked), '')
}

function difference(recorded: unknown, asked: unknown, path: string): string {
  if (Array.isArray(recorded) && Array.isArray(asked)) {
    const index = recorded.findIndex((item, at) => at >= asked.length || !isSame(item, asked[at]))
    if (index !== -1 && index < asked.length)
      return difference(recorded[index], asked[index], `${path}[${index}]`)
    return `${path}: recorded ${items(recorded.length)}, asked ${items(asked.length)}`
  }
  if (isObject(recorded) && isObject(asked)) {
    const keys = [...new Set([...Object.keys(recorded), ...Object.keys(asked)])].toSorted()
    const key = keys.find((one) => !isSame(recorded[one], asked[one])) ?? ''
    return difference(recorded[key], asked[key], path === '' ? key : `${path}.${key}`)
  }
  if (typeof recorded === 'string' && typeof asked === 'string') {
    const from = Math.max(0, commonStart(recorded, asked) - BEFORE)
    return `${path}: recorded ${excerpt(recorded, from)}, asked ${excerpt(asked, from)}`
  }
  return `${path}: recorded ${shown(recorded)}, asked ${shown(asked)}`
}

const isSame = (a: unknown, b: unknown): boolean => JSON.stringify(a) === JSON.stringify(b)

const items = (count: number): string => (count === 1 ? '1 item' : `${count} items`)

function excerpt(text: string, from: number): string {
  const to = from + BEFORE + AFTER
  return JSON.stringify(`${from > 0 ? '...' : ''}${text.slice(from, to)}${to < text.length ? '...' : ''}`)
}

const shown = (value: unknown): string =>
  value === undefined ? 'nothing' : typeof value === 'string' ? excerpt(value, 0) : excerptOfJson(value)

function excerptOfJson(value: unknown): string {
  const json = JSON.stringify(value)
  return json.length > BEFORE + AFTER ? `${json.slice(0, BEFORE + AFTER)}...` : json
}
