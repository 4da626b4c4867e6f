import { skipString } from '../json/json-edit.ts'

const QUOTE = 0x22
const COMMA = 0x2c
const OPEN_BRACE = 0x7b
const CLOSE_BRACE = 0x7d
const OPEN_BRACKET = 0x5b
const CLOSE_BRACKET = 0x5d

/** An object or a list around the place that is read. */
interface Container {
  isObject: boolean
  /** Of the member, or of the item, that is read. */
  key: string | number
  awaitsKey: boolean
  isThought: boolean
}

interface Edit<T> {
  start: number
  end: number
  /** Keys from the outside in, with dots: `messages.0.content`. */
  path: string
  text: string
  note: T
  container: Container
}

/**
 * Rewrites the texts of a JSON value where they stand; every other byte stays as it is. A text is any string but a key, the model
 * that is asked for, a `type` or `role` of one word, and what is encoded (images, signatures).
 *
 * @param json valid JSON
 * @param rewrite gives undefined for a text that stays
 * @param leaveThoughts for what is sent: Anthropic's API signs the thoughts of a model and does not take them back changed
 */
export function rewriteTexts<T>(
  json: Buffer,
  rewrite: (text: string) => { text: string; note: T } | undefined,
  leaveThoughts: boolean,
): { json: Buffer; edits: Pick<Edit<T>, 'path' | 'note'>[] } {
  const found: Edit<T>[] = []
  for (const { start, end, around } of stringsOf(json)) {
    const text = String(JSON.parse(json.toString('utf8', start, end)))
    const container = around.at(-1)!
    container.isThought ||= container.key === 'type' && text === 'thinking'
    if (!isText(text, around)) continue
    const rewritten = rewrite(text)
    if (rewritten === undefined) continue
    const path = around.map(({ key }) => key).join('.')
    found.push({ start, end, path, container, ...rewritten })
  }
  const edits = found.filter(({ container }) => !(leaveThoughts && container.isThought))
  if (edits.length === 0) return { json, edits }
  const pieces: Buffer[] = []
  let copied = 0
  for (const { start, end, text } of edits) {
    pieces.push(json.subarray(copied, start), Buffer.from(JSON.stringify(text)))
    copied = end
  }
  return { json: Buffer.concat([...pieces, json.subarray(copied)]), edits }
}

/** Without recursion: how deep a request nests is for its sender to say. */
function* stringsOf(json: Buffer): Generator<{ start: number; end: number; around: readonly Container[] }> {
  const around: Container[] = []
  for (let at = 0; at < json.length; at++) {
    const byte = json[at]!
    const container = around.at(-1)
    if (byte === QUOTE) {
      const start = at
      const end = skipString(json, at)
      at = end - 1
      if (container === undefined) continue
      if (container.awaitsKey) {
        container.key = String(JSON.parse(json.toString('utf8', start, end)))
        container.awaitsKey = false
      } else yield { start, end, around }
    } else if (byte === OPEN_BRACE || byte === OPEN_BRACKET) {
      const isObject = byte === OPEN_BRACE
      around.push({ isObject, key: 0, awaitsKey: isObject, isThought: false })
    } else if (byte === CLOSE_BRACE || byte === CLOSE_BRACKET) around.pop()
    else if (byte === COMMA && container !== undefined) {
      if (container.isObject) container.awaitsKey = true
      else container.key = Number(container.key) + 1
    }
  }
}

function isText(text: string, around: readonly Container[]): boolean {
  const key = around.at(-1)!.key
  if (key === 'model' && around.length === 1) return false
  if ((key === 'type' || key === 'role') && /^[a-z_]{1,40}$/.test(text)) return false
  return !/^(?:data:[\w/+.;=-]+,)?[\w+/=-]{256,}$/.test(text)
}
