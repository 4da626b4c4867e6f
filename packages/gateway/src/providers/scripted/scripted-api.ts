import type { ScriptedReply, ScriptedRequest } from '@genai-devbench/schema'

/** One wire API as the scripted model speaks it: how a request is read, and what an answer looks like. */
export interface ScriptedApi {
  read(json: Record<string, unknown>): ReadRequest
  answer(context: AnswerContext): unknown
  /** The same as a stream, as server-sent events. */
  events(context: AnswerContext): string[]
}

/** What the model is asked. */
export interface ReadRequest {
  messages: ScriptedRequest['messages']
  /** Names of the tools on offer. */
  tools: string[]
  /** All text that counts as input: that of the messages, calls of tools in them, definitions of tools. */
  counted: string[]
  /** What the request asks for that the scripted model cannot do. */
  unable?: string | undefined
}

export interface AnswerContext {
  /** The same for the same place in the experiment. */
  id: string
  reply: ScriptedReply
  tokens: { input: number; output: number }
  /** The request. */
  json: Record<string, unknown>
}

/** The name under which the scripted model answers. */
export const MODEL = 'scripted'
