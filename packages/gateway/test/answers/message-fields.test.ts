import { expect, test } from 'vitest'
import { openGateway } from '../support/gateway.ts'
import { COMPLETION, sendJson, startUpstream } from '../support/upstream.ts'

const KNOWN = ['role', 'content', 'refusal']

const withMessage = (fields: object) => ({
  ...COMPLETION,
  choices: COMPLETION.choices.map((choice) => ({ ...choice, message: { ...choice.message, ...fields } })),
})

test('a field that the client does not know is taken out of the answer, and that is recorded', async () => {
  const answer = withMessage({ refusal: null, annotations: [] })
  await using upstream = await startUpstream((response) => sendJson(response, answer))
  await using gateway = await openGateway({ baseUrl: upstream.baseUrl, session: { messageFields: KNOWN } })
  const { body, headers } = await gateway.post('{"model":"m","messages":[]}')
  expect(JSON.parse(body.toString())).toEqual(withMessage({ refusal: null }))
  expect(headers['content-length'] ?? String(body.length)).toBe(String(body.length))
  expect(gateway.calls[0]).toMatchObject({
    mutations: [{ field: 'response.choices.0.message.annotations', from: [], to: null }],
    'gen_ai.usage.output_tokens': 34,
  })
})

test('an answer with nothing to take out arrives byte for byte', async () => {
  await using upstream = await startUpstream((response) => {
    response.writeHead(200, { 'content-type': 'application/json' })
    response.write('{"choices":[{"message" : {"role":"assistant",')
    setTimeout(() => response.end('"content":"x"}}], "big":12345678901234567890}'), 20)
  })
  await using gateway = await openGateway({ baseUrl: upstream.baseUrl, session: { messageFields: KNOWN } })
  const { body } = await gateway.post('{"model":"m","messages":[]}')
  expect(body.toString()).toBe(
    '{"choices":[{"message" : {"role":"assistant","content":"x"}}], "big":12345678901234567890}',
  )
  expect((await gateway.recorded())[0]?.mutations).toEqual([])
})

test('what is no completion passes as it is', async () => {
  await using upstream = await startUpstream((response) => response.writeHead(502).end('Bad gateway'))
  await using gateway = await openGateway({ baseUrl: upstream.baseUrl, session: { messageFields: KNOWN } })
  const { status, body } = await gateway.post('{"model":"m","messages":[]}')
  expect([status, body.toString()]).toEqual([502, 'Bad gateway'])
})

test('every field passes where nothing is known of the client', async () => {
  const answer = withMessage({ annotations: [] })
  await using upstream = await startUpstream((response) => sendJson(response, answer))
  await using gateway = await openGateway({ baseUrl: upstream.baseUrl })
  const { body } = await gateway.post('{"model":"m","messages":[]}')
  expect(JSON.parse(body.toString())).toEqual(answer)
})
