import type { ServerResponse } from 'node:http'
import { describe, expect, test } from 'vitest'
import { scriptedProvider } from '../../src/index.ts'
import { REAL_KEY, openGateway } from '../support/gateway.ts'
import { askAll, pythonWithOpenAi } from '../support/python-client.ts'
import {
  type Received,
  COMPLETION,
  DONE,
  EVENTS,
  USAGE_EVENT,
  sendEvents,
  sendJson,
  startUpstream,
} from '../support/upstream.ts'
import { WIRE_CASES } from '../support/wire/cases.ts'

const found = await pythonWithOpenAi()
if ('missing' in found) console.log(`skipped: OpenAI's client for Python; ${found.missing}`)
const python = 'python' in found ? found.python : ''

/** Answers each API's first case, streamed where that is asked for. */
function answer(response: ServerResponse, { method, url, body }: Received): void {
  if (method === 'GET') return sendJson(response, { object: 'list', data: [{ id: 'm', object: 'model' }] })
  const asked = JSON.parse(body.toString())
  const path = url.replace(/^\/v1/, '')
  if (asked.model === 'fail') {
    return sendJson(response, { error: { message: 'Too fast.', type: 'requests', code: 'rate' } }, 429)
  }
  if (path === '/chat/completions') {
    if (asked.stream !== true) return sendJson(response, COMPLETION)
    const usage = asked.stream_options?.include_usage === true ? [USAGE_EVENT] : []
    return sendEvents(response, ...EVENTS, ...usage, DONE)
  }
  const kind = asked.stream === true ? 'streamed' : 'plain'
  const known = WIRE_CASES.find((one) => one.path === path && one.answer.kind === kind)?.answer
  if (known?.kind === 'plain') return sendJson(response, known.json)
  const events = known?.events ?? []
  if (asked.model !== 'drop') return sendEvents(response, ...events)
  response.writeHead(200, { 'content-type': 'text/event-stream' })
  response.write(events[0])
  setTimeout(() => response.destroy(), 20)
}

describe.skipIf('missing' in found)("OpenAI's client for Python", () => {
  test('makes of every answer through the gateway what it makes of it without', async () => {
    await using upstream = await startUpstream(answer)
    const direct = await askAll(python, { baseUrl: upstream.baseUrl, apiKey: REAL_KEY })
    await using gateway = await openGateway({ baseUrl: upstream.baseUrl })
    expect(await askAll(python, gateway.session)).toEqual(direct)
    const raised = [...direct].flatMap(([title, result]) =>
      result !== null && typeof result === 'object' && 'raised' in result ? [[title, result.raised]] : [],
    )
    expect(raised).toEqual([
      ['an error', 'RateLimitError'],
      ['an error for a stream', 'RateLimitError'],
      ['a stream that breaks off', expect.any(String)],
    ])
    expect(JSON.stringify(upstream.received)).not.toContain(gateway.session.apiKey)
    const measured = { error: null, usage_source: 'measured' }
    expect(await gateway.recorded()).toMatchObject([
      ...Array.from({ length: 11 }, () => measured),
      { status: 429 },
      { status: 429 },
      { status: 200, error: expect.stringMatching(/^the provider broke off/), usage_source: 'estimated' },
    ])
  })

  test('is refused with an AuthenticationError for another key', async () => {
    await using gateway = await openGateway({})
    const answers = await askAll(python, { ...gateway.session, apiKey: 'another' })
    for (const [, result] of answers) {
      expect(result).toMatchObject({ raised: 'AuthenticationError', text: expect.stringContaining('401') })
    }
    expect(gateway.calls).toEqual([])
  })

  test('talks to the scripted model', async () => {
    await using gateway = await openGateway({
      provider: scriptedProvider(),
      session: { scripted: () => ({ text: 'Hé 😀' }) },
    })
    const answers = await askAll(python, gateway.session)
    expect(answers.get('chat')).toMatchObject({ choices: [{ message: { content: 'Hé 😀' } }] })
    expect(answers.get('final response')).toMatchObject({
      status: 'completed',
      output: [{ content: [{ type: 'output_text', text: 'Hé 😀' }] }],
    })
    expect(answers.get('embeddings')).toMatchObject({ raised: 'BadRequestError' })
  })
})
