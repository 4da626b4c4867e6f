/** What of JSON Schema the schema of config.yaml uses. */
interface Level {
  type?: string
  description?: string
  default?: unknown
  const?: string
  enum?: string[]
  format?: string
  minimum?: number
  maximum?: number
  exclusiveMinimum?: number
  exclusiveMaximum?: number
  properties?: Record<string, Level>
  required?: string[]
  items?: Level
  additionalProperties?: Level | boolean
  oneOf?: Level[]
  anyOf?: Level[]
}

interface Row {
  path: string
  /** What it may be, what it is where it is not given, and what it means; several where variants differ. */
  values: string[]
  defaults: string[]
  meanings: string[]
  /** By the key that tells variants apart, those which have it; absent where all do. */
  only?: string
}

/** docs/configuration.md: every key of config.yaml, from its JSON Schema. */
export function configReference(schema: Level): string {
  const keys = Object.entries(schema.properties ?? {}).map(([key, level]) => ({
    key,
    rows: [rowOf(key, level, schema), ...rowsBelow(level, key)],
  }))
  const section = (title: string, rows: readonly Row[]): string =>
    [`## ${title}`, '', ...HEAD, ...rows.map(lineOf), ''].join('\n')
  const [plain, others] = [
    keys.filter(({ rows }) => rows.length === 1),
    keys.filter(({ rows }) => rows.length > 1),
  ]
  return [
    PREFACE,
    section(
      'The experiment',
      plain.flatMap(({ rows }) => rows),
    ),
    ...others.map(({ key, rows }) => section(key, rows)),
  ].join('\n')
}

const PREFACE = `# config.yaml, key by key

Every key that an experiment's \`config/config.yaml\` may have. Made from the schema that checks the file, so that it says what holds; an editor with YAML support shows the same while you type (the first line of the file names the schema). An unknown key, a value out of range or a missing one is an error before anything runs, with its line and what to do.

\`[]\` stands for each item of a list, \`<id>\` for a name of yours. A key without a default and not marked as required may be left out.
`

const HEAD = ['| key | value | default | meaning |', '|---|---|---|---|']

const lineOf = ({ path, values, defaults, meanings, only }: Row): string =>
  `| ${[code(path), values.join(', '), defaults.join(' or '), [only && `With ${only}.`, ...meanings].filter(Boolean).join(' ')].map(inCell).join(' | ')} |`

const rowOf = (path: string, level: Level, { required = [] }: Level): Row => ({
  path,
  values: [valueOf(level)],
  defaults:
    required.includes(path.split('.').at(-1) ?? '') && level.default === undefined
      ? ['required']
      : defaultsOf(level),
  meanings: level.description === undefined ? [] : [level.description],
})

/** All keys below one, in the order of the schema. */
function rowsBelow(level: Level, path: string): Row[] {
  if (level.items) return rowsBelow(level.items, `${path}[]`)
  const { additionalProperties: each } = level
  if (typeof each === 'object') return each.properties ? rowsBelow(each, `${path}.<id>`) : []
  const variants = (level.oneOf ?? level.anyOf ?? []).filter(({ properties }) => properties)
  if (variants.length > 0) return rowsOfVariants(variants, path)
  return Object.entries(level.properties ?? {}).flatMap(([key, inner]) => [
    rowOf(`${path}.${key}`, inner, level),
    ...rowsBelow(inner, `${path}.${key}`),
  ])
}

/** The key that tells the variants apart comes first, a line for each; then each other key once, with what has it. */
function rowsOfVariants(variants: readonly Level[], path: string): Row[] {
  const key = Object.keys(variants[0]?.properties ?? {}).find(
    (name) =>
      variants.length > 1 && variants.every(({ properties }) => properties?.[name]?.const !== undefined),
  )
  const told: Row[] = []
  const others = new Map<string, { row: Row; having: string[] }>()
  for (const variant of variants) {
    const name = code(variant.properties?.[key ?? '']?.const ?? '')
    for (const row of rowsBelow(variant, path)) {
      if (row.path === `${path}.${key}`) told.push(row)
      else {
        // What means something else is another line.
        const place = [row.path, row.only, ...row.meanings].join('\n')
        const known = others.get(place)
        if (known === undefined) others.set(place, { row, having: [name] })
        else {
          known.having.push(name)
          for (const part of ['values', 'defaults'] as const)
            known.row[part] = [...new Set([...known.row[part], ...row[part]])]
        }
      }
    }
  }
  return [
    ...told,
    ...[...others.values()].map(({ row, having }) =>
      having.length === variants.length || row.only !== undefined
        ? row
        : { ...row, only: `${key} ${having.join(', ')}` },
    ),
  ]
}

function valueOf(level: Level): string {
  if (level.const !== undefined) return code(level.const)
  if (level.enum) return level.enum.length > 8 ? 'a metric' : level.enum.map(code).join(', ')
  if (level.items) return `list of ${valueOf(level.items).replace(/^a /, '')}`
  const variants = level.oneOf ?? level.anyOf
  if (variants) return [...new Set(variants.map(valueOf))].join(' or ')
  if (typeof level.additionalProperties === 'object' && Object.keys(level.additionalProperties).length > 0)
    return `${valueOf(level.additionalProperties)} for each <id>`
  if (level.type === 'object') return level.properties ? 'keys below' : 'keys of its own'
  return [level.type === 'string' && level.format ? 'URL' : (TYPE[level.type ?? ''] ?? 'any'), rangeOf(level)]
    .filter(Boolean)
    .join(' ')
}

const TYPE: Record<string, string> = {
  string: 'text',
  integer: 'whole number',
  number: 'number',
  boolean: 'true or false',
}

function rangeOf({ minimum, maximum, exclusiveMinimum, exclusiveMaximum }: Level): string {
  const isBound = (value: number | undefined): value is number =>
    value !== undefined && Math.abs(value) < Number.MAX_SAFE_INTEGER
  return [
    isBound(minimum) && `≥ ${minimum}`,
    isBound(exclusiveMinimum) && `> ${exclusiveMinimum}`,
    isBound(maximum) && `≤ ${maximum}`,
    isBound(exclusiveMaximum) && `< ${exclusiveMaximum}`,
  ]
    .filter(Boolean)
    .join(', ')
}

/** What the keys below have by default stands with them. */
function defaultsOf({ default: value }: Level): string[] {
  if (value === undefined || JSON.stringify(value) === '{}') return []
  return [code(typeof value === 'string' ? value || '""' : JSON.stringify(value))]
}

const code = (text: string): string => `\`${text}\``

const inCell = (text: string | undefined | false): string =>
  (text || '').replaceAll('|', '\\|').replaceAll('<', '&lt;')
