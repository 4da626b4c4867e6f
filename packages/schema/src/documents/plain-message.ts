import type * as z from 'zod'
import { nearestHint } from './nearest.ts'

/**
 * What zod finds, in the words of someone who edits a file by hand. Given to `safeParse` as `error`; a message that
 * stands beside a schema goes before it.
 */
export function plainMessage(issue: z.core.$ZodRawIssue): string | undefined {
  switch (issue.code) {
    case 'invalid_type':
      return typeMessage(issue.expected, issue.input)
    case 'invalid_value':
      return choiceMessage(issue.input, issue.values.map(String))
    case 'invalid_union':
      return unionMessage(issue)
    case 'invalid_format':
      return issue.format === 'url'
        ? `${shown(issue.input)} is not a URL. Write it whole, with https:// or http://.`
        : undefined
    case 'too_small':
      return boundMessage(issue.origin, 'least', issue.minimum, issue.inclusive ?? true, issue.input)
    case 'too_big':
      return boundMessage(issue.origin, 'most', issue.maximum, issue.inclusive ?? true, issue.input)
    default:
      return undefined
  }
}

const KINDS: Record<string, string> = {
  string: 'a text',
  number: 'a number',
  int: 'a whole number',
  boolean: 'true or false',
  array: 'a list',
  object: 'a map of keys and values',
  record: 'a map of keys and values',
}

function typeMessage(expected: string, input: unknown): string {
  const kind = KINDS[expected] ?? expected
  if (input === undefined) return `missing. Give ${kind}.`
  if (input === null) return `empty. Give ${kind}.`
  return `${shown(input)} is not ${kind}.${remedy(expected, input)}`
}

function remedy(expected: string, input: unknown): string {
  if (expected === 'string' && isScalar(input)) return ' Put it in quotes.'
  if (typeof input !== 'string') return ''
  if (expected === 'array') return ` Put it in brackets: [${input}].`
  return (expected === 'number' || expected === 'int') && /\d/.test(input) && Number.isFinite(Number(input))
    ? ' Remove the quotes.'
    : ''
}

function choiceMessage(input: unknown, known: readonly string[]): string {
  if (input === undefined) return `missing. Choose one: ${known.join(', ')}.`
  return `${shown(input)} is not known here. ${nearestHint(typeof input === 'string' ? input : shown(input), known)}`
}

/** The value that tells the alternatives apart is missing or unknown. */
function unionMessage({
  discriminator,
  options,
  input,
}: Extract<z.core.$ZodRawIssue, { code: 'invalid_union' }>): string | undefined {
  if (typeof discriminator !== 'string' || !Array.isArray(options)) return undefined
  return choiceMessage((input as Record<string, unknown> | undefined)?.[discriminator], options.map(String))
}

function boundMessage(
  origin: string,
  side: 'least' | 'most',
  bound: number | bigint,
  inclusive: boolean,
  input: unknown,
): string {
  if (origin === 'string')
    return side === 'least' && bound === 1
      ? 'empty. Give a text.'
      : `longer than ${bound} characters. Shorten it.`
  if (origin === 'array')
    return side === 'least'
      ? `too few entries. Give at least ${bound}.`
      : `too many entries. Give at most ${bound}.`
  const limit = inclusive ? `at ${side} ${bound}` : `${side === 'least' ? 'more' : 'less'} than ${bound}`
  return `${shown(input)} is out of range. Give ${limit}.`
}

const isScalar = (input: unknown): boolean => typeof input === 'number' || typeof input === 'boolean'

function shown(input: unknown): string {
  if (Array.isArray(input)) return 'a list'
  if (typeof input === 'object' && input !== null) return 'a map'
  if (typeof input === 'number') return String(input)
  const text = JSON.stringify(input)
  return text.length > 60 ? `${text.slice(0, 60)}...` : text
}
