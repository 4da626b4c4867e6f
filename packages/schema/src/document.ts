import { distance } from 'fastest-levenshtein'
import { type Document, LineCounter, isAlias, isNode, parseDocument, visit } from 'yaml'
import type { z } from 'zod'
import type { Problem } from './problem.ts'

type Path = readonly PropertyKey[]

export interface ParsedDocument<T> {
  /** Present only when there is no problem. */
  value?: T
  problems: Problem[]
  /** A problem at a path of this document, with its line and column. */
  problemAt(path: Path, message: string, hint?: string): Problem
}

const MAX_DOCUMENT_BYTES = 1_000_000

/**
 * Reads a YAML document and checks it against a schema. Finds every problem at once, each with line, column and
 * path. Pure: the text is passed in, `file` only names it.
 */
export function parseYamlDocument<T>(text: string, schema: z.ZodType<T>, file: string): ParsedDocument<T> {
  const lines = new LineCounter()
  const position = (offset: number) => {
    const { line, col } = lines.linePos(offset)
    return { line, column: col }
  }
  if (text.length > MAX_DOCUMENT_BYTES) return failed(file, `larger than ${MAX_DOCUMENT_BYTES} characters.`, 'Is this the right file?')
  const document = parseDocument(text, { lineCounter: lines, prettyErrors: false, uniqueKeys: true })
  const problemAt = (path: Path, message: string, hint?: string): Problem => ({
    file,
    ...position(offsetOf(document, path)),
    path: formatPath(path),
    message,
    ...(hint === undefined ? {} : { hint }),
  })
  if (document.errors.length > 0) {
    const problems = document.errors.map((error) => ({ file, ...position(error.pos[0]), message: `not valid YAML: ${error.message}` }))
    return { problems, problemAt }
  }
  // Aliases are of no use in these files, and nested ones can blow a small file up to gigabytes.
  const alias = firstAlias(document)
  if (alias !== undefined) {
    return { problems: [{ file, ...position(alias), message: 'uses a YAML alias (*name), which is not allowed here.', hint: 'Write the value out.' }], problemAt }
  }
  const parsed = schema.safeParse(document.toJS())
  if (parsed.success) return { value: parsed.data, problems: [], problemAt }
  return { problems: parsed.error.issues.flatMap((issue) => problemsOf(issue, schema, problemAt)), problemAt }
}

function failed<T>(file: string, message: string, hint: string): ParsedDocument<T> {
  return { problems: [{ file, message, hint }], problemAt: (_path, text) => ({ file, message: text }) }
}

function problemsOf(issue: z.core.$ZodIssue, schema: z.ZodType, problemAt: ParsedDocument<unknown>['problemAt']): Problem[] {
  if (issue.code === 'unrecognized_keys') {
    const known = knownKeys(schema, issue.path)
    return issue.keys.map((key) => problemAt([...issue.path, key], `unknown key "${key}".`, nearestHint(key, known)))
  }
  if (issue.code === 'invalid_union' && issue.errors.length > 0) {
    // Of the alternatives, the one that got furthest is what the user meant.
    const nearest = [...issue.errors].sort((a, b) => depth(b) - depth(a))[0] ?? []
    return nearest.flatMap((inner) => problemsOf({ ...inner, path: [...issue.path, ...inner.path] }, schema, problemAt))
  }
  return [problemAt(issue.path, sentence(issue.message))]
}

const depth = (issues: readonly z.core.$ZodIssue[]) => Math.max(...issues.map((issue) => issue.path.length + (issue.code === 'unrecognized_keys' ? 1 : 0)))

function sentence(message: string): string {
  return /[.!?]$/.test(message) ? message : `${message}.`
}

/** "Did you mean "steps"?", or the known keys where none is near. */
export function nearestHint(word: string, known: readonly string[]): string {
  const nearest = [...known].sort((a, b) => distance(word, a) - distance(word, b))[0]
  if (nearest !== undefined && distance(word, nearest) <= Math.max(2, word.length / 3)) return `Did you mean "${nearest}"?`
  return known.length === 0 ? 'Remove it.' : `Known: ${known.join(', ')}.`
}

/** Keys that the schema knows at a path; several alternatives give the keys of all. */
function knownKeys(schema: z.ZodType, path: Path): string[] {
  let level: AnySchema[] = alternatives(schema as unknown as AnySchema)
  for (const key of path) {
    level = level.flatMap((candidate) => {
      const next = candidate._zod.def.shape?.[String(key)] ?? candidate._zod.def.element ?? candidate._zod.def.valueType
      return next ? alternatives(next) : []
    })
  }
  return [...new Set(level.flatMap((candidate) => Object.keys(candidate._zod.def.shape ?? {})))]
}

/** The part of zod's own description of a schema that leads from a path to its keys. */
interface AnySchema {
  _zod: { def: { shape?: Record<string, AnySchema>; element?: AnySchema; valueType?: AnySchema; options?: AnySchema[]; innerType?: AnySchema; in?: AnySchema } }
}

function alternatives(schema: AnySchema): AnySchema[] {
  const { options, innerType, in: input } = schema._zod.def
  if (options) return options.flatMap(alternatives)
  if (innerType) return alternatives(innerType)
  if (input) return alternatives(input)
  return [schema]
}

function firstAlias(document: Document): number | undefined {
  let found: number | undefined
  visit(document, {
    Alias(_key, node) {
      found = node.range?.[0] ?? 0
      return visit.BREAK
    },
  })
  return found
}

/** Offset of the value at a path, or of its nearest ancestor that is there. */
function offsetOf(document: Document, path: Path): number {
  for (let length = path.length; length >= 0; length--) {
    const node = length === 0 ? document.contents : document.getIn(path.slice(0, length), true)
    if (isNode(node) && !isAlias(node) && node.range) return node.range[0]
  }
  return 0
}

/** `steps[2].prompt_file` */
function formatPath(path: Path): string {
  return path.map((key, index) => (typeof key === 'number' ? `[${key}]` : `${index ? '.' : ''}${String(key)}`)).join('')
}
