const QUOTE = 0x22
const BACKSLASH = 0x5c
const COMMA = 0x2c
const OPEN_BRACE = 0x7b
const CLOSE_BRACE = 0x7d
const OPEN_BRACKET = 0x5b
const CLOSE_BRACKET = 0x5d

/** Sets the member at `path`, keys from the outside in. */
export interface MemberEdit {
  path: readonly [string, ...string[]]
  value: unknown
}

/**
 * Sets members of a JSON object in its text, adding those (and the objects above them) that are not there. Every other byte stays
 * as it is: number formats, key order, white space. Where a key is repeated, each occurrence is set.
 *
 * @param json an object as valid JSON
 * @param edits no two with the same first key
 */
export function setMembers(json: Buffer, edits: readonly MemberEdit[]): Buffer {
  const replacements = replacementsIn(json, json.indexOf(OPEN_BRACE) + 1, edits)
  let size = json.length
  for (const { start, end, text } of replacements) size += Buffer.byteLength(text) - (end - start)
  const set = Buffer.allocUnsafe(size)
  let at = 0
  let copied = 0
  for (const { start, end, text } of replacements) {
    at += json.copy(set, at, copied, start)
    at += set.write(text, at)
    copied = end
  }
  json.copy(set, at, copied)
  return set
}

interface Replacement {
  start: number
  end: number
  text: string
}

/** In the order of their places; `from` is behind the opening brace of the object. */
function replacementsIn(json: Buffer, from: number, edits: readonly MemberEdit[]): Replacement[] {
  const members = membersOf(json, from)
  const missing = edits.filter(({ path }) => !members.some(({ key }) => key === path[0]))
  const added = missing.map((edit) => `${JSON.stringify(edit.path[0])}:${created(edit)}`)
  if (added.length > 0 && members.length > 0) added.push('')
  const set = members.flatMap(({ key, start, end }) => {
    const edit = edits.find(({ path }) => path[0] === key)
    if (edit === undefined) return []
    const [, next, ...rest] = edit.path
    return next !== undefined && json[start] === OPEN_BRACE
      ? replacementsIn(json, start + 1, [{ path: [next, ...rest], value: edit.value }])
      : [{ start, end, text: created(edit) }]
  })
  return [{ start: from, end: from, text: added.join(',') }, ...set]
}

/** The value with the objects around it that its path names below the first key. */
const created = ({ path, value }: MemberEdit) =>
  JSON.stringify(path.slice(1).reduceRight((inner, key) => ({ [key]: inner }), value))

/** The outermost members, each with the extent of its value. */
function membersOf(json: Buffer, from: number): { key: string; start: number; end: number }[] {
  const members: { key: string; start: number; end: number }[] = []
  let at = skipSpace(json, from)
  while (json[at] === QUOTE) {
    const keyEnd = skipString(json, at)
    const key = json.toString('utf8', at + 1, keyEnd - 1)
    const start = skipSpace(json, skipSpace(json, keyEnd) + 1)
    const end = skipValue(json, start)
    members.push({ key: key.includes('\\') ? unescaped(key) : key, start, end })
    at = skipSpace(json, end)
    if (json[at] === COMMA) at = skipSpace(json, at + 1)
  }
  return members
}

const unescaped = (key: string) => String(JSON.parse(`"${key}"`))

function skipSpace(json: Buffer, at: number): number {
  while (at < json.length && json[at]! <= 0x20) at++
  return at
}

export function skipString(json: Buffer, at: number): number {
  for (let end = json.indexOf(QUOTE, at + 1); end !== -1; end = json.indexOf(QUOTE, end + 1)) {
    let backslashes = 0
    while (json[end - 1 - backslashes] === BACKSLASH) backslashes++
    if (backslashes % 2 === 0) return end + 1
  }
  return json.length
}

function skipValue(json: Buffer, at: number): number {
  let depth = 0
  while (at < json.length) {
    const byte = json[at]!
    if (byte === QUOTE) {
      at = skipString(json, at)
      if (depth === 0) return at
      continue
    }
    if (byte === OPEN_BRACE || byte === OPEN_BRACKET) depth++
    else if (byte === CLOSE_BRACE || byte === CLOSE_BRACKET) {
      // The brace of the object around a number, true, false or null.
      if (depth === 0) return at
      depth--
      if (depth === 0) return at + 1
    } else if (depth === 0 && (byte === COMMA || byte <= 0x20)) return at
    at++
  }
  return at
}
