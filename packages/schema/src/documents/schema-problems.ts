import type * as z from 'zod'
import { type KnownKeys, knownKeys, unknownKeyHint, valueAt } from './known-keys.ts'
import { nearest } from './nearest.ts'
import { plainMessage } from './plain-message.ts'
import { READ_ONCE } from './read-once.ts'

type Path = readonly PropertyKey[]
type Issue = z.core.$ZodIssue

/** Something a schema found wrong with a value. */
export interface SchemaFault {
  path: Path
  message: string
  hint?: string
  /** Whether the key itself is wrong, not its value. */
  atKey?: true
}

/** Checks a value against a schema: the parsed value, or everything that is wrong with it. */
export function checkValue<T>(
  value: unknown,
  schema: z.ZodType<T>,
): { parsed: T } | { faults: SchemaFault[] } {
  const result = schema.safeParse(value, { error: plainMessage, ...READ_ONCE })
  if (result.success) return { parsed: result.data }
  const faults = nearestBounds(result.error.issues).flatMap((issue) => faultsOf(issue, schema, value))
  // A misspelt key is one mistake: that the right one is missing need not be said.
  const meant = new Set(faults.map((fault) => misspelt(fault, schema, value)))
  return {
    faults: faults.filter(
      (fault) => fault.atKey || !(isMissing(value, fault.path) && meant.has(formatPath(fault.path))),
    ),
  }
}

/** `steps[2].prompt_file`, `llm.prices["gpt-4.1"]` */
export function formatPath(path: Path): string {
  const parts = path.map((key) => {
    if (typeof key === 'number') return `[${key}]`
    return /^[\w-]+$/.test(String(key)) ? `.${String(key)}` : `[${JSON.stringify(key)}]`
  })
  return parts.join('').replace(/^\./, '')
}

function faultsOf(issue: Issue, schema: z.ZodType, value: unknown): SchemaFault[] {
  if (issue.code === 'unrecognized_keys') {
    const known = knownKeys(schema, issue.path, value)
    return issue.keys.map((key) => unknownKey([...issue.path, key], known))
  }
  if (issue.code !== 'invalid_union') return [{ path: issue.path, message: sentence(issue.message) }]
  // Without the key that tells the alternatives apart zod looks no further; a misspelt one is still to be named.
  if (issue.discriminator !== undefined)
    return [
      { path: issue.path, message: sentence(issue.message) },
      ...unknownKeys(issue.path.slice(0, -1), schema, value),
    ]
  // Of the alternatives, the one that got furthest is what the user meant.
  const [closest] = issue.errors
    .filter((inner) => !inner.some(({ code, path }) => code === 'invalid_type' && path.length === 0))
    .toSorted((a, b) => depth(b) - depth(a))
  if (!closest) return [{ path: issue.path, message: sentence(issue.message) }]
  return nearestBounds(closest).flatMap((inner) =>
    faultsOf({ ...inner, path: [...issue.path, ...inner.path] }, schema, value),
  )
}

/** A whole number far out passes the bound of all whole numbers too, which zod finds first. */
function nearestBounds(issues: readonly Issue[]): Issue[] {
  const isBound = ({ code }: Issue): boolean => code === 'too_big' || code === 'too_small'
  const isSame = (a: Issue, b: Issue): boolean =>
    a.code === b.code && formatPath(a.path) === formatPath(b.path)
  return issues.filter(
    (issue, index) => !isBound(issue) || !issues.slice(index + 1).some((later) => isSame(issue, later)),
  )
}

const depth = (issues: readonly Issue[]): number =>
  Math.max(...issues.map(({ path, code }) => path.length + (code === 'unrecognized_keys' ? 1 : 0)))

const unknownKey = (path: Path, known: KnownKeys): SchemaFault => ({
  path,
  message: `unknown key ${JSON.stringify(path.at(-1))}.`,
  hint: unknownKeyHint(String(path.at(-1)), known),
  atKey: true,
})

function unknownKeys(path: Path, schema: z.ZodType, value: unknown): SchemaFault[] {
  const known = knownKeys(schema, path, value)
  const present = Object.keys(path.reduce(valueAt, value) ?? {})
  return present.filter((key) => !known.known.includes(key)).map((key) => unknownKey([...path, key], known))
}

function misspelt({ path, atKey }: SchemaFault, schema: z.ZodType, value: unknown): string | undefined {
  if (!atKey) return undefined
  const parent = path.slice(0, -1)
  const meant = nearest(String(path.at(-1)), knownKeys(schema, parent, value).known)
  return meant === undefined ? undefined : formatPath([...parent, meant])
}

const isMissing = (value: unknown, path: Path): boolean => path.reduce(valueAt, value) === undefined

const sentence = (message: string): string => (/[.!?]$/.test(message) ? message : `${message}.`)
