import type * as z from 'zod'
import { nearestHint } from './nearest.ts'

/** The part of zod's own description of a schema that leads from a path to its keys. */
interface AnySchema {
  _zod: {
    def: {
      shape?: Record<string, AnySchema>
      element?: AnySchema
      keyType?: AnySchema
      valueType?: AnySchema
      options?: AnySchema[]
      discriminator?: string
      innerType?: AnySchema
      in?: AnySchema
      /** Of an enumeration. */
      entries?: Record<string, string>
    }
    /** Of an alternative: the values of the keys that tell it from the others. */
    propValues?: Record<string, Set<unknown>>
  }
}

export interface KnownKeys {
  known: string[]
  /** Keys of the alternatives that the value did not choose, with what chooses them: `mode: sequential`. */
  elsewhere: Map<string, string>
}

/** Keys that the schema knows at a path of a value. */
export function knownKeys(schema: z.ZodType, path: readonly PropertyKey[], value: unknown): KnownKeys {
  let level = [schema as unknown as AnySchema]
  let here = value
  for (const key of path) {
    level = level
      .flatMap((candidate) => alternatives(candidate, here).chosen)
      .flatMap(({ _zod: { def } }) => def.shape?.[String(key)] ?? def.element ?? def.valueType ?? [])
    here = valueAt(here, key)
  }
  const found = level.map((candidate) => alternatives(candidate, here))
  const known = [...new Set(found.flatMap(({ chosen }) => chosen.flatMap(keysOf)))]
  const elsewhere = new Map<string, string>()
  for (const { schema: other, when } of found.flatMap(({ others }) => others)) {
    for (const key of keysOf(other))
      elsewhere.set(key, elsewhere.has(key) ? `${elsewhere.get(key)} or ${when}` : when)
  }
  return { known, elsewhere }
}

/** Where the key belongs, what was probably meant, or what there is. */
export function unknownKeyHint(key: string, { known, elsewhere }: KnownKeys): string {
  const owner = elsewhere.get(key)
  if (owner !== undefined) return `It belongs to ${owner}.`
  return nearestHint(key, known)
}

export function valueAt(value: unknown, key: PropertyKey): unknown {
  return typeof value === 'object' && value !== null && Object.hasOwn(value, key)
    ? (value as Record<PropertyKey, unknown>)[key]
    : undefined
}

const keysOf = ({ _zod: { def } }: AnySchema): string[] =>
  Object.keys(def.shape ?? def.keyType?._zod.def.entries ?? {})

interface Alternatives {
  chosen: AnySchema[]
  others: { schema: AnySchema; when: string }[]
}

/** What stands behind wrappers such as a default; of a union, what the value's discriminator chooses. */
function alternatives(schema: AnySchema, value: unknown): Alternatives {
  const { options, discriminator, innerType, in: input } = schema._zod.def
  if (innerType) return alternatives(innerType, value)
  if (input) return alternatives(input, value)
  if (!options) return { chosen: [schema], others: [] }
  if (discriminator === undefined)
    return { chosen: options.flatMap((option) => alternatives(option, value).chosen), others: [] }
  const says = valueAt(value, discriminator)
  const chosen = options.filter(({ _zod }) => _zod.propValues?.[discriminator]?.has(says))
  if (chosen.length === 0) return { chosen: options, others: [] }
  const others = options.filter((option) => !chosen.includes(option))
  return {
    chosen,
    others: others.map((other) => ({
      schema: other,
      when: `${discriminator}: ${[...(other._zod.propValues?.[discriminator] ?? [])].join(' or ')}`,
    })),
  }
}
