import { describe, expect, test } from 'vitest'
import { openGateway, post } from '../support/gateway.ts'
import { COMPLETION, sendJson, startUpstream } from '../support/upstream.ts'

describe('attribution', () => {
  test('gives each of many concurrent calls to its own session', async () => {
    await using upstream = await startUpstream(async (response, { body }) => {
      const tokens = Number(JSON.parse(body.toString()).tokens)
      await new Promise((resolve) => setTimeout(resolve, (tokens * 7) % 30))
      sendJson(response, { ...COMPLETION, usage: { prompt_tokens: tokens, completion_tokens: 0 } })
    })
    await using gateway = await openGateway({ baseUrl: upstream.baseUrl })
    const spec = {
      framework: 'f',
      attempt: 1,
      executionIndex: 1,
      model: 'm',
      temperature: undefined,
      seed: 1,
      prompt: '',
      scripted: () => ({ text: '' }),
    }
    const seen = new Map<string, number[]>()
    await Promise.all(
      Array.from({ length: 60 }, async (_, i) => {
        const place = { run: 1 + (i % 5), step: 1 + (i % 4), phase: `p${i % 3}` }
        const tokens: number[] = []
        seen.set(`${i}`, tokens)
        const session = gateway.gateway.open({
          ...spec,
          ...place,
          onCall(call) {
            expect(call).toMatchObject(place)
            tokens.push(call['gen_ai.usage.input_tokens']!)
          },
        })
        await Promise.all([1, 2, 3].map((k) => post(session, JSON.stringify({ tokens: i * 10 + k }))))
        await session.close()
      }),
    )
    for (const [i, tokens] of seen)
      expect(tokens.toSorted((a, b) => a - b)).toEqual([1, 2, 3].map((k) => Number(i) * 10 + k))
    expect(gateway.calls).toEqual([])
  })
})
