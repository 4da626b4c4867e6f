import { isObject, parseJson } from '../json/json.ts'
import { EventSplitter, eventData } from '../http/sse.ts'
import { type PiecedBody, type PiecedText, endsOf } from './pieced-body.ts'

/** One text of one event, as part of a text that comes in many. */
interface Part {
  event: number
  text: string
  set(text: string): void
}

/**
 * Rewrites the texts that a stream gives piece by piece, such as an answer or the arguments of a tool: `rewrite` gets each
 * whole, with the ends of its pieces. Events of which nothing changes stay as they are, to the byte; where one changes, each event is a
 * chunk by itself.
 *
 * @param leastParts 1: also the texts that come in one piece
 */
export function rewriteSplitTexts(
  stream: PiecedBody,
  rewrite: (text: PiecedText) => PiecedText,
  leastParts = 2,
): PiecedBody {
  const splitter = new EventSplitter()
  const events = splitter.push(stream.bytes)
  const rest = splitter.rest()
  const values = events.map((event) => parseJson(eventData(event)))
  const changed = new Set<number>()
  for (const parts of textsOf(values).values()) {
    if (parts.length < leastParts) continue
    const before = parts.map(({ text }) => text)
    const { text, ends } = rewrite({
      text: before.join(''),
      ends: endsOf(before.map(({ length }) => length)),
    })
    for (const [index, part] of parts.entries()) {
      const piece = text.slice(ends[index - 1] ?? 0, ends[index])
      if (piece === part.text) continue
      part.set(piece)
      changed.add(part.event)
    }
  }
  if (changed.size === 0) return stream
  const written = events.map((event, index) => (changed.has(index) ? withData(event, values[index]) : event))
  const all = [...written, rest].filter(({ length }) => length > 0)
  return { bytes: Buffer.concat(all), chunks: all.map(({ length }) => length) }
}

/** The parts of each text in order, by where it stands in its events. */
function textsOf(values: readonly unknown[]): Map<string, Part[]> {
  const texts = new Map<string, Part[]>()
  for (const [event, value] of values.entries()) {
    collect(value, '', (place, text, set) => {
      const parts = texts.get(place)
      if (parts) parts.push({ event, text, set })
      else texts.set(place, [{ event, text, set }])
    })
  }
  return texts
}

/** What says of which choice, tool or message of the answer an object is a part: in the APIs of OpenAI and of Anthropic. */
const TELLING = ['type', 'index', 'output_index', 'content_index', 'item_id']

/** Said again in each event, not continued. */
const CONSTANT = new Set(['id', 'item_id', 'object', 'type', 'role', 'model'])

function collect(
  value: unknown,
  place: string,
  found: (place: string, text: string, set: (text: string) => void) => void,
): void {
  if (Array.isArray(value)) for (const item of value) collect(item, `${place}[]`, found)
  if (!isObject(value)) return
  const part = `${place}${TELLING.map((key) => `/${scalar(value[key])}`).join('')}`
  for (const [key, inner] of Object.entries(value)) {
    if (CONSTANT.has(key)) continue
    if (typeof inner === 'string') found(`${part}.${key}`, inner, (text) => (value[key] = text))
    else collect(inner, `${part}.${key}`, found)
  }
}

const scalar = (value: unknown): string =>
  typeof value === 'string' || typeof value === 'number' ? String(value) : ''

function withData(event: Buffer, value: unknown): Buffer {
  const others = event
    .toString()
    .split(/\r\n|\n|\r/)
    .filter((line) => line !== '' && !line.startsWith('data:'))
  return Buffer.from([...others, `data: ${JSON.stringify(value)}`, '', ''].join('\n'))
}
