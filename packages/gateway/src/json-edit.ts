const QUOTE = 0x22
const BACKSLASH = 0x5c
const COMMA = 0x2c
const OPEN_BRACE = 0x7b
const CLOSE_BRACE = 0x7d
const OPEN_BRACKET = 0x5b
const CLOSE_BRACKET = 0x5d

/**
 * Sets one member of a JSON object in its text, adding it (and the objects above it) when it is not there. Every other byte
 * stays as it is: number formats, key order, white space, repeated keys. Where a key is repeated, each occurrence is set.
 *
 * @param json an object as valid JSON
 * @param path keys from the outside in
 */
export function setMember(json: Buffer, path: readonly [string, ...string[]], value: unknown): Buffer {
  const [key, ...rest] = path
  const inner = isPath(rest) ? rest : undefined
  const created = inner === undefined ? JSON.stringify(value) : JSON.stringify(nested(inner, value))
  const pieces: Buffer[] = []
  let copied = 0
  let empty = true
  for (const member of members(json)) {
    empty = false
    if (member.key !== key) continue
    const current = json.subarray(member.start, member.end)
    pieces.push(json.subarray(copied, member.start))
    pieces.push(inner !== undefined && current[0] === OPEN_BRACE ? setMember(current, inner, value) : Buffer.from(created))
    copied = member.end
  }
  if (copied === 0) {
    copied = json.indexOf(OPEN_BRACE) + 1
    pieces.push(json.subarray(0, copied), Buffer.from(`${JSON.stringify(key)}:${created}${empty ? '' : ','}`))
  }
  pieces.push(json.subarray(copied))
  return Buffer.concat(pieces)
}

const isPath = (keys: string[]): keys is [string, ...string[]] => keys.length > 0

const nested = (path: readonly string[], value: unknown): unknown =>
  path.reduceRight((inner, key) => ({ [key]: inner }), value)

/** The members of an object with the extent of their values, outermost level only. */
function* members(json: Buffer): Generator<{ key: string; start: number; end: number }> {
  let at = skipSpace(json, json.indexOf(OPEN_BRACE) + 1)
  while (json[at] === QUOTE) {
    const keyEnd = skipString(json, at)
    const key: unknown = JSON.parse(json.toString('utf8', at, keyEnd))
    const start = skipSpace(json, skipSpace(json, keyEnd) + 1)
    const end = skipValue(json, start)
    yield { key: String(key), start, end }
    at = skipSpace(json, end)
    if (json[at] === COMMA) at = skipSpace(json, at + 1)
  }
}

function skipSpace(json: Buffer, at: number): number {
  while (at < json.length && json[at]! <= 0x20) at++
  return at
}

function skipString(json: Buffer, at: number): number {
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
