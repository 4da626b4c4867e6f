import { EventEmitter, once } from 'node:events'
import { type IncomingHttpHeaders, type IncomingMessage, request as httpRequest } from 'node:http'
import { buffer } from 'node:stream/consumers'
import Anthropic from '@anthropic-ai/sdk'
import { LlmCall } from '@genai-devbench/schema'
import OpenAI from 'openai'
import {
  type GatewayOptions,
  type SessionSpec,
  forwardProvider,
  priceTable,
  startGateway,
} from '../../src/index.ts'

export const PIN_NOTHING = { model: false, temperature: false, seed: false }
export const REAL_KEY = 'sk-real-key-of-the-provider'

export const SPEC: Omit<SessionSpec, 'onCall'> = {
  framework: 'direct',
  run: 3,
  attempt: 1,
  step: 2,
  executionIndex: 1,
  phase: 'main',
  model: 'gpt-4o-mini',
  temperature: 0.7,
  seed: 42,
  prompt: 'Build it.',
  scripted: () => ({ text: 'scripted' }),
}

type Setup = Partial<GatewayOptions> & { baseUrl?: string; session?: Partial<SessionSpec> }

/** A gateway in front of `baseUrl` (or of another provider) with one open session; every call it records is checked against the schema. */
export async function openGateway({ baseUrl, session: fields, ...options }: Setup) {
  const gateway = await startGateway({
    provider: forwardProvider({
      id: 'openai-compatible',
      baseUrl: baseUrl ?? 'http://127.0.0.1:1',
      apiKey: REAL_KEY,
    }),
    pin: PIN_NOTHING,
    prices: priceTable(),
    ...options,
  })
  const calls: LlmCall[] = []
  const session = gateway.open({ ...SPEC, onCall: (call) => calls.push(LlmCall.parse(call)), ...fields })
  return {
    gateway,
    session,
    calls,
    /** All calls, once those whose tokens are still being counted are recorded too. Ends the session. */
    async recorded() {
      await session.close()
      return calls
    },
    client: openAiClient(session.baseUrl, session.apiKey),
    anthropic: anthropicClient(session.baseUrl, session.apiKey),
    post: (body: string | Buffer, headers?: Record<string, string>) => post(session, body, headers),
    [Symbol.asyncDispose]: () => gateway.close(),
  }
}

export const openAiClient = (baseUrl: string, apiKey: string) =>
  new OpenAI({ baseURL: baseUrl, apiKey, maxRetries: 0 })

/** Anthropic's clients add /v1 themselves. */
export const anthropicClient = (baseUrl: string, apiKey: string) =>
  new Anthropic({ baseURL: baseUrl.replace(/\/v1$/, ''), apiKey, authToken: null, maxRetries: 0 })

export interface Answer {
  status: number
  headers: IncomingHttpHeaders
  body: Buffer
}

/** The bytes as they are, without a client library in between. Rejects when the answer breaks off. */
export async function post(
  { baseUrl, apiKey }: { baseUrl: string; apiKey: string },
  body: string | Buffer,
  headers: Record<string, string> = {},
  path = '/chat/completions',
): Promise<Answer> {
  const response = await new Promise<IncomingMessage>((resolve, reject) => {
    const sent = httpRequest(`${baseUrl}${path}`, {
      method: 'POST',
      headers: { authorization: `Bearer ${apiKey}`, 'content-type': 'application/json', ...headers },
    })
    sent.on('response', resolve)
    sent.on('error', reject)
    sent.end(body)
  })
  return { status: response.statusCode ?? 0, headers: response.headers, body: await buffer(response) }
}

/** Something that is waited for, given from elsewhere. */
export function signal(): { given: Promise<unknown>; give: () => void } {
  const events = new EventEmitter()
  return { given: once(events, 'given'), give: () => void events.emit('given') }
}

/** Waits until the condition holds; vitest's own timeout ends a wait in vain. */
export async function until(condition: () => boolean): Promise<void> {
  while (!condition()) await new Promise((resolve) => setTimeout(resolve, 2))
}

export const hello = { messages: [{ role: 'user' as const, content: 'hello' }] }
