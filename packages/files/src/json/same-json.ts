const [NEWLINE, SPACE, QUOTE, BACKSLASH, COLON] = [0x0a, 0x20, 0x22, 0x5c, 0x3a]

/**
 * Whether a text written with `JSON.stringify(value, null, 2)` says, byte for byte, what one written with `JSON.stringify(value)`
 * does; newlines at the ends are passed over. Several times quicker than reading or writing either.
 */
export function isSameJson(indented: Uint8Array, compact: Uint8Array): boolean {
  const length = compact.at(-1) === NEWLINE ? compact.length - 1 : compact.length
  let at = 0
  let isText = false
  for (let i = 0; i < length; i++, at++) {
    const byte = compact[i]
    if (indented[at] !== byte) {
      if (isText) return false
      if (indented[at] === NEWLINE) at = afterIndentation(indented, at + 1)
      // Only after a colon does a space stand that the other has not.
      else if (indented[at] === SPACE && indented[at - 1] === COLON) at++
      if (indented[at] !== byte) return false
    }
    if (byte === QUOTE) isText = !isText
    else if (byte === BACKSLASH && indented[++at] !== compact[++i]) return false
  }
  return at === indented.length || (at === indented.length - 1 && indented[at] === NEWLINE)
}

function afterIndentation(text: Uint8Array, from: number): number {
  let at = from
  while (text[at] === SPACE) at++
  return at
}
