import type { ScriptedReply } from '@genai-devbench/schema'
import { isObject, stringOrNull } from '../../json/json.ts'

export const objects = (value: unknown): Record<string, unknown>[] =>
  Array.isArray(value) ? value.filter(isObject) : []

/** Content is a text, or a list of parts of which only the texts are taken, or nothing. */
export function contentText(content: unknown): string {
  if (typeof content === 'string') return content
  return objects(content)
    .flatMap((part) => stringOrNull(part['text']) ?? [])
    .join('\n')
}

export const jsonText = (value: unknown) =>
  value === undefined || value === null ? '' : JSON.stringify(value)

export const toolNames = (definitions: readonly unknown[]): string[] =>
  definitions.flatMap((definition) => (isObject(definition) ? (stringOrNull(definition['name']) ?? []) : []))

/** The model's own count: a quarter of the UTF-8 bytes of all text, rounded up. */
export const countTokens = (texts: readonly string[]): number =>
  Math.ceil(texts.reduce((bytes, text) => bytes + Buffer.byteLength(text), 0) / 4)

export const replyTokens = (reply: ScriptedReply): number =>
  countTokens('tool' in reply ? [reply.tool, JSON.stringify(reply.arguments)] : [reply.text])

/** At most 64 characters each, cut between characters and never inside one. */
export const pieces = (text: string): string[] => text.match(/.{1,64}/gsu) ?? []

/** An event without a name. */
export const dataEvent = (data: unknown) => `data: ${JSON.stringify(data)}\n\n`

/** An event whose name is its data's `type`. */
export const namedEvent = (data: { type: string; [member: string]: unknown }) =>
  `event: ${data.type}\n${dataEvent(data)}`
