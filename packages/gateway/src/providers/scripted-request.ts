import type { ScriptedReply, ScriptedRequest } from '@genai-devbench/schema'
import { isObject, stringOrNull } from '../json.ts'
import type { SessionSpec } from '../session.ts'

/** A chat request as the scripted model sees it. */
export function scriptedRequest(
  json: Record<string, unknown>,
  session: SessionSpec,
  chance: Pick<ScriptedRequest, 'random' | 'isDefective'>,
): ScriptedRequest {
  return {
    phase: session.phase,
    prompt: session.prompt,
    messages: objects(json['messages']).map((message) => ({
      role: stringOrNull(message['role']) ?? '',
      text: contentText(message['content']),
    })),
    tools: objects(json['tools']).flatMap(toolName),
    ...chance,
  }
}

/** Text of all messages, calls of tools in them included, and the definitions of the tools. */
export function requestTokens(json: Record<string, unknown>): number {
  const texts = objects(json['messages']).flatMap((message) => [
    contentText(message['content']),
    jsonText(message['tool_calls']),
  ])
  return tokens([...texts, jsonText(json['tools'])])
}

export function answerTokens(reply: ScriptedReply): number {
  return tokens('tool' in reply ? [reply.tool, JSON.stringify(reply.arguments)] : [reply.text])
}

const tokens = (texts: string[]) =>
  Math.ceil(texts.reduce((bytes, text) => bytes + Buffer.byteLength(text), 0) / 4)

const jsonText = (value: unknown) => (value === undefined || value === null ? '' : JSON.stringify(value))

/** Content is a text, or a list of parts of which only the texts are taken, or nothing. */
function contentText(content: unknown): string {
  if (typeof content === 'string') return content
  return objects(content)
    .flatMap((part) => stringOrNull(part['text']) ?? [])
    .join('\n')
}

function toolName(tool: Record<string, unknown>): string[] {
  const definition = tool['function']
  const name = isObject(definition) ? stringOrNull(definition['name']) : null
  return name === null ? [] : [name]
}

const objects = (value: unknown): Record<string, unknown>[] =>
  Array.isArray(value) ? value.filter(isObject) : []
