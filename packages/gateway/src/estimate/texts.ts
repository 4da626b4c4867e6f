import { isObject, parseJson } from '../json.ts'
import { EventSplitter, eventData } from '../sse.ts'

/** Members of a request that the model reads, in any of the APIs. */
const READ = ['messages', 'input', 'instructions', 'system', 'prompt', 'tools', 'functions'] as const

/** Members of a message that the model wrote, in any of the APIs. */
const WRITTEN = new Set([
  'content',
  'text',
  'refusal',
  'arguments',
  'partial_json',
  'thinking',
  'reasoning',
  'reasoning_content',
  'summary',
])

/** All text of a request that the model reads: messages, instructions, the definitions of tools. No images. */
export function requestText(body: Buffer): string {
  const json = parseJson(body.toString())
  if (!isObject(json)) return ''
  return READ.flatMap((name) => stringsIn(json[name])).join('\n')
}

/** The text of a whole answer; '' when it is not JSON, because not all of it came. */
export const answerText = (body: Buffer): string => writtenIn(parseJson(body.toString())).join('')

/** The text of a stream as far as it came. Events that repeat at their end what was streamed are passed over. */
export function streamText(chunks: readonly Buffer[]): string {
  const splitter = new EventSplitter()
  const events = chunks.flatMap((chunk) => splitter.push(chunk))
  return events.map((event) => deltaText(parseJson(eventData(event)))).join('')
}

/** Under `delta`: at the top of an event of Anthropic's or of the Responses API, in each choice of a chat completion's. */
function deltaText(event: unknown): string {
  if (!isObject(event)) return ''
  const holders = [event, ...(Array.isArray(event['choices']) ? event['choices'] : [])]
  return holders
    .flatMap((holder) => (isObject(holder) ? [holder['delta']] : []))
    .flatMap((delta) => (typeof delta === 'string' ? [delta] : writtenIn(delta)))
    .join('')
}

function writtenIn(value: unknown): string[] {
  if (Array.isArray(value)) return value.flatMap(writtenIn)
  if (!isObject(value)) return []
  return Object.entries(value).flatMap(([name, inner]) =>
    typeof inner === 'string' ? (WRITTEN.has(name) ? [inner] : []) : writtenIn(inner),
  )
}

/** Every string, but for embedded files. */
function stringsIn(value: unknown): string[] {
  if (typeof value === 'string') return value.startsWith('data:') ? [] : [value]
  if (Array.isArray(value)) return value.flatMap(stringsIn)
  return isObject(value) ? Object.entries(value).flatMap(([name, inner]) => [name, ...stringsIn(inner)]) : []
}
