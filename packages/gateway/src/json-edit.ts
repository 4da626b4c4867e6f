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
  const pieces: Buffer[] = []
  const missing = new Set(edits)
  const start = json.indexOf(OPEN_BRACE) + 1
  let copied = start
  const members = membersOf(json, start)
  for (const member of members) {
    const edit = edits.find(({ path }) => path[0] === member.key)
    if (edit === undefined) continue
    missing.delete(edit)
    pieces.push(json.subarray(copied, member.start), edited(json.subarray(member.start, member.end), edit))
    copied = member.end
  }
  const added = [...missing].map((edit) => `${JSON.stringify(edit.path[0])}:${created(edit)}`)
  if (added.length > 0 && members.length > 0) added.push('')
  return Buffer.concat([
    json.subarray(0, start),
    Buffer.from(added.join(',')),
    ...pieces,
    json.subarray(copied),
  ])
}

function edited(current: Buffer, edit: MemberEdit): Buffer {
  const [, next, ...rest] = edit.path
  const goesDeeper = next !== undefined && current[0] === OPEN_BRACE
  return goesDeeper
    ? setMembers(current, [{ path: [next, ...rest], value: edit.value }])
    : Buffer.from(created(edit))
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
