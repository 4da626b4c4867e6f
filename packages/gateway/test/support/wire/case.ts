import type Anthropic from '@anthropic-ai/sdk'
import type OpenAI from 'openai'
import type { AnswerFacts } from '../../../src/answer/answer-facts.ts'
import type { WireApi } from '../../../src/apis/wire-api.ts'

export interface Clients {
  openai: OpenAI
  anthropic: Anthropic
}

/** An answer as the real API gives it, how an official client asks for it, and what is to be learnt from it. */
export interface WireCase {
  title: string
  api: WireApi
  path: string
  answer: WireAnswer
  ask(clients: Clients): Promise<unknown>
  facts: AnswerFacts
  /** Where the usage is not or not all told and can be counted: its tokens. Source: tiktoken 1.0.22 of npm, o200k_base. */
  counted?: { input: number; output: number | null }
}

export type WireAnswer =
  | { kind: 'plain'; status?: number; json: object }
  /** Server-sent events, each with its empty line. */
  | { kind: 'streamed'; events: string[] }

export const streamed = (events: string[]): WireAnswer => ({ kind: 'streamed', events })
export const plain = (json: object, status = 200): WireAnswer => ({ kind: 'plain', json, status })

export const named = (data: { type: string; [member: string]: unknown }) =>
  `event: ${data.type}\ndata: ${JSON.stringify(data)}\n\n`

/** All that a client makes of a stream: its events, and how it ends. */
export async function collect(open: PromiseLike<AsyncIterable<unknown>>): Promise<unknown> {
  const events: unknown[] = []
  return settle(async () => {
    for await (const event of await open) events.push(event)
  }).then((end) => ({ events, end }))
}

/** What a client gives, or the error that it throws, in a form that can be compared. */
export async function settle(work: () => PromiseLike<unknown>): Promise<unknown> {
  try {
    return { gave: await work() }
  } catch (error) {
    if (!(error instanceof Error)) throw error
    const fields = Object.entries(error).filter(([name]) => name !== 'headers')
    return { threw: error.constructor.name, ...Object.fromEntries(fields), message: error.message }
  }
}
