import type { ScriptedModel, ScriptedRequest } from '@genai-devbench/schema'
import { describe, expect, test } from 'vitest'
import { priceTable, scriptedProvider } from '../../src/index.ts'
import { hello, openGateway, until } from '../support/gateway.ts'

const open = (scripted: ScriptedModel, session: object = {}) =>
  openGateway({ provider: scriptedProvider(), session: { scripted, ...session } })
const tool = (name: string) => ({
  type: 'function' as const,
  function: { name, parameters: { type: 'object' } },
})

const twoAnswers = async (session: object) => {
  await using gateway = await open(({ random }) => ({ text: `${random()} ${random()}` }), session)
  await gateway.client.models.list()
  const body = JSON.stringify({ ...hello, stream: true })
  return [(await gateway.post(body)).body.toString(), (await gateway.post(body)).body.toString()]
}

const answersAt = async (defectRate: number) => {
  await using gateway = await openGateway({
    provider: scriptedProvider({ defectRate }),
    session: { scripted: ({ isDefective }) => ({ text: isDefective ? 'x' : 'o' }) },
  })
  const texts: string[] = []
  for (let i = 0; i < 200; i++) {
    texts.push(JSON.parse((await gateway.post('{}')).body.toString()).choices[0].message.content)
  }
  return texts.join('')
}

describe('the scripted model', () => {
  test('is told phase, prompt, messages and tools', async () => {
    const requests: ScriptedRequest[] = []
    await using gateway = await open((request) => {
      requests.push(request)
      return { text: 'ok' }
    })
    await gateway.client.chat.completions.create({
      model: 'm',
      messages: [
        { role: 'system', content: 'be brief' },
        {
          role: 'user',
          content: [
            { type: 'text', text: 'a' },
            { type: 'image_url', image_url: { url: 'data:' } },
            { type: 'text', text: 'b' },
          ],
        },
        {
          role: 'assistant',
          content: null,
          tool_calls: [{ id: '1', type: 'function', function: { name: 'bash', arguments: '{}' } }],
        },
        { role: 'tool', tool_call_id: '1', content: 'result' },
      ],
      tools: [tool('bash'), tool('edit')],
    })
    expect(requests).toEqual([
      {
        phase: 'main',
        prompt: 'Build it.',
        messages: [
          { role: 'system', text: 'be brief' },
          { role: 'user', text: 'a\nb' },
          { role: 'assistant', text: '' },
          { role: 'tool', text: 'result' },
        ],
        tools: ['bash', 'edit'],
        random: expect.any(Function),
        isDefective: false,
      },
    ])
  })

  test('answers with text, plain and streamed alike, and counts a quarter of the bytes', async () => {
    const long = 'é😀'.repeat(100)
    await using gateway = await open(() => ({ text: long }))
    const plain = await gateway.client.chat.completions.create({ ...hello, model: 'm' })
    expect(plain).toMatchObject({
      model: 'scripted',
      object: 'chat.completion',
      choices: [{ message: { content: long }, finish_reason: 'stop' }],
    })
    expect(plain.usage).toMatchObject({ prompt_tokens: 2, completion_tokens: 150, total_tokens: 152 })

    const streamed = await gateway.client.chat.completions
      .stream({ ...hello, model: 'm', stream_options: { include_usage: true } })
      .finalChatCompletion()
    expect(streamed).toMatchObject({
      model: 'scripted',
      choices: [{ message: { role: 'assistant', content: long }, finish_reason: 'stop' }],
    })
    expect(streamed.usage).toMatchObject({ prompt_tokens: 2, completion_tokens: 150 })
    expect(gateway.calls).toHaveLength(2)
    for (const call of gateway.calls) {
      expect(call).toMatchObject({
        'gen_ai.provider.name': 'scripted',
        'gen_ai.response.model': 'scripted',
        'gen_ai.usage.input_tokens': 2,
        'gen_ai.usage.output_tokens': 150,
        'gen_ai.usage.cache_read.input_tokens': 0,
        usage_source: 'measured',
        cost_picousd: null,
        cost_reason: 'the scripted model has no price',
      })
    }
  })

  test('calls a tool, plain and streamed alike', async () => {
    const args = { command: `echo ${'x'.repeat(200)}` }
    await using gateway = await open(() => ({ tool: 'bash', arguments: args }))
    const request = { ...hello, model: 'm', tools: [tool('bash')] }
    const plain = await gateway.client.chat.completions.create(request)
    const streamed = await gateway.client.chat.completions.stream(request).finalChatCompletion()
    for (const { choices } of [plain, streamed]) {
      expect(choices[0]).toMatchObject({ finish_reason: 'tool_calls', message: { content: null } })
      const [call] = choices[0]!.message.tool_calls!
      expect(call).toMatchObject({
        type: 'function',
        id: expect.stringMatching(/^call_/),
        function: { name: 'bash' },
      })
      expect(JSON.parse(call!.type === 'function' ? call!.function.arguments : '')).toEqual(args)
    }
    expect(plain.usage!.prompt_tokens).toBe(Math.ceil((5 + JSON.stringify(request.tools).length) / 4))
  })

  test('gives the same bytes for the same place in the experiment, and others elsewhere', async () => {
    const first = await twoAnswers({})
    expect(await twoAnswers({ run: 9, attempt: 2 })).toEqual(first)
    expect(first[0]).not.toBe(first[1])
    for (const elsewhere of [{ seed: 43 }, { framework: 'other' }, { step: 3 }, { phase: 'plan' }]) {
      expect((await twoAnswers(elsewhere))[0]).not.toBe(first[0])
    }
  })

  test('refuses with 400 what it cannot do, with the reason', async () => {
    await using gateway = await open(({ prompt }) => {
      if (prompt === '') throw new Error('no reply for this')
      return { tool: 'bash', arguments: {} }
    })
    await expect(
      gateway.client.chat.completions.create({ ...hello, model: 'm', tools: [tool('edit')] }),
    ).rejects.toThrow(
      '400 The scripted model cannot answer: it answers with the tool bash, but the request offers edit.',
    )
    await expect(gateway.client.chat.completions.create({ ...hello, model: 'm', n: 2 })).rejects.toThrow(
      'one choice',
    )
    expect(gateway.calls).toMatchObject([{ status: 400, usage_source: 'estimated' }, { status: 400 }])
    await using failing = await open(() => {
      throw new Error('no reply for this')
    })
    await expect(failing.client.chat.completions.create({ ...hello, model: 'm' })).rejects.toThrow(
      'no reply for this',
    )
  })

  test('is told to be defective as often as asked, at the same places each time', async () => {
    const third = await answersAt(1 / 3)
    expect(await answersAt(1 / 3)).toBe(third)
    const share = third.replaceAll('o', '').length / 200
    expect(share).toBeGreaterThan(0.2)
    expect(share).toBeLessThan(0.47)
    expect(await answersAt(0)).toBe('o'.repeat(200))
    expect(await answersAt(1)).toBe('x'.repeat(200))
  })

  test('lists the model of the experiment', async () => {
    await using gateway = await open(() => ({ text: '' }))
    expect((await gateway.client.models.list()).data.map(({ id }) => id)).toEqual(['gpt-4o-mini'])
    expect((await gateway.client.models.retrieve('gpt-4o-mini')).id).toBe('gpt-4o-mini')
    await expect(gateway.client.models.retrieve('other')).rejects.toThrow('404')
    expect(gateway.calls).toEqual([])
  })

  test('costs what the experiment says it costs', async () => {
    const prices = priceTable({ scripted: { input: 1, output: 2 } })
    await using gateway = await openGateway({
      provider: scriptedProvider(),
      prices,
      session: { scripted: () => ({ text: 'four' }) },
    })
    await gateway.post(JSON.stringify(hello))
    await until(() => gateway.calls.length === 1)
    expect(gateway.calls[0]).toMatchObject({ cost_picousd: 2 * 1_000_000 + 2_000_000, cost_reason: null })
  })
})
