import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import type { ServerResponse } from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { filesBelow } from '@genai-devbench/files'
import type { RecordingHeader } from '@genai-devbench/schema'
import { describe, expect, test } from 'vitest'
import {
  type Provider,
  Recorder,
  forwardProvider,
  linearPattern,
  readRecording,
  recordingProvider,
  replayProvider,
} from '../../src/index.ts'
import { PIN_NOTHING, REAL_KEY, hello, openGateway, signal, until } from '../support/gateway.ts'
import {
  COMPLETION,
  DONE,
  EVENTS,
  type Received,
  USAGE_EVENT,
  sendEvents,
  sendJson,
  startUpstream,
} from '../support/upstream.ts'

const HEADER: RecordingHeader = {
  schema_version: 1,
  experiment: 'recorded',
  provider: 'openai-compatible',
  model: 'gpt-4o-mini',
  deployments: {},
  temperature: null,
  seed: 42,
  pin: PIN_NOTHING,
  begun_at: '2026-01-01T00:00:00.000Z',
  toolkit_version: '0.1.0',
}

type Upstream = Parameters<typeof startUpstream>[0]
type Delta = { content?: string; tool_calls?: { function: { arguments: string } }[] }
type Open = Awaited<ReturnType<typeof openGateway>>

/** A directory for a recording, and gateways that record into it and replay from it. */
async function recordingPlace() {
  const root = await mkdtemp(join(tmpdir(), 'devbench-recording-'))
  const open = (provider: Provider, session: object = {}) => openGateway({ provider, session })
  return {
    root,
    async record<T>(answer: Upstream, work: (gateway: Open) => Promise<T>, session?: object): Promise<T> {
      await using upstream = await startUpstream(answer)
      const provider = forwardProvider({
        id: 'openai-compatible',
        baseUrl: upstream.baseUrl,
        apiKey: REAL_KEY,
      })
      await using gateway = await open(
        recordingProvider(provider, await Recorder.open(root, HEADER)),
        session,
      )
      return await work(gateway)
    },
    async replay<T>(
      work: (gateway: Open & { faults: string[] }) => Promise<T>,
      { mask = [], ...session }: { mask?: string[] } & Record<string, unknown> = {},
    ): Promise<T> {
      const faults: string[] = []
      const provider = replayProvider(await readRecording(root), {
        mask: await Promise.all(mask.map(linearPattern)),
      })
      await using gateway = await open(provider, {
        onFault: (reason: string) => faults.push(reason),
        ...session,
      })
      return await work({ ...gateway, faults })
    },
    /** All that is on disk. */
    async text(): Promise<string> {
      const files = await filesBelow(root)
      return (await Promise.all(files.map((file) => readFile(join(root, file), 'utf8')))).join('\n')
    },
    [Symbol.asyncDispose]: () => rm(root, { recursive: true, force: true }),
  }
}

const completion = (content: string) => ({
  ...COMPLETION,
  choices: [{ ...COMPLETION.choices[0], message: { role: 'assistant', content } }],
})
/** Answers each request with its number. */
const counting = () => {
  let count = 0
  return (response: ServerResponse) => sendJson(response, completion(`answer ${++count}`))
}
const BROKEN_OFF = /aborted|hang up|ECONNRESET/
const ask = (content: string) => JSON.stringify({ model: 'm', messages: [{ role: 'user', content }] })
const answerTo = async ({ post }: Open, content: string) => {
  const { status, body } = await post(ask(content))
  const json = JSON.parse(body.toString()) as {
    choices: { message: { content: string } }[]
    error: { message: string }
  }
  return status === 200 ? json.choices[0]!.message.content : `${status} ${json.error.message}`
}
const metered = ({ calls }: Open) =>
  calls.map((call) =>
    Object.fromEntries(
      Object.entries(call).filter(
        ([key]) => key.startsWith('gen_ai.') || /^(cost|usage|status|error|stream)/.test(key),
      ),
    ),
  )

describe('a replay', () => {
  test('gives plain and streamed answers, models and errors as they were recorded, metered alike, marked, without upstream', async () => {
    await using place = await recordingPlace()
    const work = async (gateway: Open) => {
      const plain = await gateway.client.chat.completions.create({ ...hello, model: 'm' })
      const streamed = await gateway.post(JSON.stringify({ ...hello, model: 'm', stream: true }))
      const models = await gateway.client.models.list()
      const refused = await gateway.post(ask('refuse me'))
      await until(() => gateway.calls.length === 3)
      return {
        answers: [
          plain,
          streamed.body.toString(),
          models.data,
          refused.status,
          refused.headers['retry-after'],
        ],
        metered: metered(gateway),
        calls: gateway.calls,
      }
    }
    const recorded = await place.record((response, { method, body }) => {
      if (method === 'GET')
        return sendJson(response, { object: 'list', data: [{ id: 'm', object: 'model' }] })
      if (body.includes('refuse')) {
        response.setHeader('retry-after', '1')
        return sendJson(response, { error: { message: 'slow down' } }, 429)
      }
      return body.includes('"stream":true')
        ? sendEvents(response, ...EVENTS, USAGE_EVENT, DONE)
        : sendJson(response, COMPLETION)
    }, work)
    const replayed = await place.replay(work)
    expect(replayed.answers).toEqual(recorded.answers)
    expect(replayed.metered).toEqual(recorded.metered)
    expect(recorded.calls.map(({ replayed: mark }) => mark)).toEqual([undefined, undefined, undefined])
    expect(replayed.calls.map(({ replayed: mark }) => mark)).toEqual([true, true, true])
  })

  test('a stream comes in the pieces in which it came', async () => {
    await using place = await recordingPlace()
    const whole = EVENTS.join('')
    const body = JSON.stringify({ ...hello, stream: true, stream_options: { include_usage: true } })
    const firstCame = signal()
    await place.record(
      async (response) => {
        response.writeHead(200, { 'content-type': 'text/event-stream' })
        response.write(whole.slice(0, 7))
        await firstCame.given
        response.end(whole.slice(7))
      },
      async ({ session }) => {
        const headers = { authorization: `Bearer ${session.apiKey}` }
        const streamed = await fetch(`${session.baseUrl}/chat/completions`, { method: 'POST', headers, body })
        for await (const piece of streamed.body!) if (piece.length === 7) firstCame.give()
      },
    )
    const [call] = (await readRecording(place.root)).runs.get('direct')!.get(3)!
    expect(call!.answer!.chunks).toEqual([7, Buffer.byteLength(whole) - 7])
    await place.replay(async ({ post }) => expect((await post(body)).body.toString()).toBe(whole))
  })

  test('the k-th of the same requests gets the k-th answer, whatever the order of keys, and one more is refused', async () => {
    await using place = await recordingPlace()
    await place.record(counting(), async (gateway) => {
      for (const content of ['a', 'b', 'a']) await answerTo(gateway, content)
    })
    await place.replay(async (gateway) => {
      const { post } = gateway
      const reordered = await post('{ "messages" : [{"content":"a", "role":"user"}],\n "model":"m" }')
      expect(reordered.body.toString()).toContain('answer 1')
      expect(await answerTo(gateway, 'a')).toBe('answer 3')
      expect(await answerTo(gateway, 'b')).toBe('answer 2')
      expect(await answerTo(gateway, 'a')).toMatch(/^400 .* recorded 2 times, and is now made once more/)
    })
  })

  test('what was not recorded is refused at once, with the nearest request and where they differ, and is a fault', async () => {
    await using place = await recordingPlace()
    await place.record(counting(), async (gateway) => {
      for (const content of ['Paint it red', 'Write a test']) await answerTo(gateway, content)
    })
    await place.replay(async ({ client, faults, calls }) => {
      // With the client's own retries.
      const asked = client
        .withOptions({ maxRetries: 2 })
        .chat.completions.create({ model: 'm', messages: [{ role: 'user', content: 'Paint it blue' }] })
      await expect(asked).rejects.toThrow(
        '400 There is no recorded answer to this request (POST /chat/completions) in run 3 of direct, step 2, phase main. The nearest one recorded there is its request 1; they first differ at messages[0].content: recorded "Paint it red", asked "Paint it blue".',
      )
      expect(calls).toMatchObject([{ status: 400, replayed: true }])
      expect(faults).toEqual([expect.stringContaining('Paint it blue')])
    })
    for (const elsewhere of [{ run: 4 }, { framework: 'other' }])
      await place.replay(
        async (gateway) =>
          expect(await answerTo(gateway, 'Paint it red')).toContain('Nothing was recorded of this run'),
        elsewhere,
      )
    for (const elsewhere of [{ step: 1 }, { phase: 'review' }])
      await place.replay(
        async (gateway) =>
          expect(await answerTo(gateway, 'Paint it red')).toContain(
            'Of this run were recorded: step 2 main.',
          ),
        elsewhere,
      )
  })

  test('paths, address and key of a session are those of the one that replays, in requests and in answers', async () => {
    await using place = await recordingPlace()
    const prompt = (gateway: Open, dir: string) =>
      `Work in ${dir}/src with ${gateway.session.apiKey} at ${gateway.session.baseUrl}, not in ${dir}0.`
    await place.record(
      (response, { body }: Received) => {
        const { messages } = JSON.parse(body.toString()) as { messages: { content: string }[] }
        sendJson(response, completion(`As you said: ${messages[0]!.content}`))
      },
      (gateway) => answerTo(gateway, prompt(gateway, '/tmp/recorded/run_100')),
      { places: { run: '/tmp/recorded/run_100' } },
    )
    expect(await place.text()).not.toMatch(/\/s\/|devbench-[\w-]{20}|run_100\//)
    await place.replay(
      async (gateway) => {
        const asked = prompt(gateway, '/home/élan "x"/run_7').replace(
          '/home/élan "x"/run_70',
          '/tmp/recorded/run_1000',
        )
        expect(await answerTo(gateway, asked)).toBe(`As you said: ${asked}`)
      },
      { places: { run: '/home/élan "x"/run_7' } },
    )
  })

  test('a path that a stream gives in several pieces is replaced too, in texts and in the arguments of tools', async () => {
    await using place = await recordingPlace()
    const event = (delta: object) => `data: ${JSON.stringify({ choices: [{ index: 0, delta }] })}\n\n`
    const argument = (text: string) => event({ tool_calls: [{ index: 0, function: { arguments: text } }] })
    const untouched = [': keep-alive\n\n', event({ content: ' é😀' }), DONE]
    const request = JSON.stringify({ ...hello, stream: true, stream_options: { include_usage: true } })
    await place.record(
      (response) =>
        sendEvents(
          response,
          event({ content: 'See /tm' }),
          argument('{"path": "/tmp/rec'),
          event({ content: 'p/recorded/run_1' }),
          argument('orded/run_100/a.js"}'),
          event({ content: '00/b.js and /tmp/recorded/run_100' }),
          ...untouched,
        ),
      ({ post }) => post(request),
      { places: { run: '/tmp/recorded/run_100' } },
    )
    expect(await place.text()).not.toMatch(/\/tm|run_1/)
    await place.replay(
      async ({ post }) => {
        const text = (await post(request)).body.toString()
        expect(text.endsWith(untouched.join(''))).toBe(true)
        const deltas = text.matchAll(/^data: (\{.*)$/gm)
        const parts = [...deltas].map(
          ([, json]) => (JSON.parse(json!) as { choices: { delta: Delta }[] }).choices[0]!.delta,
        )
        expect(parts.map(({ content }) => content ?? '').join('')).toBe('See /new/b.js and /new é😀')
        expect(parts.map(({ tool_calls: [call] = [] }) => call?.function.arguments ?? '').join('')).toBe(
          '{"path": "/new/a.js"}',
        )
      },
      { places: { run: '/new' } },
    )
  })

  test('times, durations and temporary names are no difference, nor what the experiment masks', async () => {
    await using place = await recordingPlace()
    await place.record(counting(), (gateway) =>
      answerTo(
        gateway,
        'Today is Saturday, November 21, 2026, 12:47:07. Log: 2026-11-21T12:47:07.123Z 3 passed in 0.12s, project_1795267203, modified 1795267219.17, /tmp/tmpab12_xyz, build-17, 5 files.',
      ),
    )
    const later =
      'Today is Monday, January 4, 2027, 09:01:00. Log: 2027-01-04T09:01:00Z 3 passed in 1.4s, project_1798267203, modified 1795267299, /tmp/tmpqqqqqqqq, build-99, 5 files.'
    await place.replay(async (gateway) =>
      expect(await answerTo(gateway, later)).toMatch(/^400 .*build-17.*build-99/),
    )
    await place.replay(
      async (gateway) => {
        expect(await answerTo(gateway, later)).toBe('answer 1')
        expect(await answerTo(gateway, later.replace('5 files', '6 files'))).toMatch(/^400/)
      },
      { mask: ['build-\\d+'] },
    )
  })

  test('what broke off breaks off again, and what was aborted does not end', async () => {
    await using place = await recordingPlace()
    const work = async (gateway: Open) => {
      await expect(gateway.post(ask('break off'))).rejects.toThrow(BROKEN_OFF)
      await until(() => gateway.calls.length === 1)
      const { baseUrl, apiKey } = gateway.session
      // Resolves with the head of the answer.
      const hanging = await fetch(`${baseUrl}/chat/completions`, {
        method: 'POST',
        headers: { authorization: `Bearer ${apiKey}` },
        body: ask('hang'),
      })
      const reader = hanging.body!.getReader()
      const { value = new Uint8Array() } = await reader.read()
      reader.closed.catch(() => {})
      await gateway.session.close()
      return [Buffer.from(value).toString(), ...metered(gateway)]
    }
    const recorded = await place.record((response, { body }) => {
      response.writeHead(200, { 'content-type': 'text/event-stream' })
      response.write(EVENTS[0], () => {
        if (!body.includes('hang')) response.destroy()
      })
    }, work)
    expect(recorded).toMatchObject([
      EVENTS[0],
      { status: 200, usage_source: 'estimated', error: expect.stringContaining('broke off the answer') },
      { status: 200, usage_source: 'estimated', error: 'the session was closed during the call' },
    ])
    await place.replay(async (gateway) => {
      expect(await work(gateway)).toEqual(recorded)
      expect(gateway.faults).toEqual([])
    })
  })

  test('a provider that could not be reached cannot be reached again', async () => {
    await using place = await recordingPlace()
    const nobody = forwardProvider({
      id: 'openai-compatible',
      baseUrl: 'http://127.0.0.1:1',
      apiKey: undefined,
    })
    const work = async (gateway: Open) => [(await gateway.post(ask('a'))).status, ...metered(gateway)]
    await using gateway = await openGateway({
      provider: recordingProvider(nobody, await Recorder.open(place.root, HEADER)),
    })
    const recorded = await work(gateway)
    expect(recorded).toMatchObject([502, { usage_source: 'measured' }])
    await place.replay(async (replay) => expect(await work(replay)).toEqual(recorded))
  })

  test('only the last attempt of a run is played', async () => {
    await using place = await recordingPlace()
    await place.record(
      (response) => sendJson(response, completion('first')),
      (gateway) => answerTo(gateway, 'a'),
    )
    await place.record(
      (response) => sendJson(response, completion('second')),
      (gateway) => answerTo(gateway, 'a'),
      { attempt: 2 },
    )
    await place.replay(async (gateway) => expect(await answerTo(gateway, 'a')).toBe('second'))
  })
})

describe('a recording', () => {
  test('holds no key, neither sent nor echoed, in whole or in two pieces', async () => {
    await using place = await recordingPlace()
    await place.record(
      async (response) => {
        response.writeHead(401, { 'content-type': 'application/json', 'x-echo': REAL_KEY })
        await new Promise((resolve) =>
          response.write(`{"error": {"message": "bad key ${REAL_KEY.slice(0, 9)}`, resolve),
        )
        await new Promise((resolve) => setTimeout(resolve, 20))
        response.end(`${REAL_KEY.slice(9)}"}}`)
      },
      (gateway) => gateway.post(ask(`my key is ${REAL_KEY}`)),
    )
    const text = await place.text()
    expect(text).toContain('bad key [key]')
    expect(text).not.toContain(REAL_KEY)
    expect(text).not.toMatch(/authorization|bearer/i)
  })

  test('goes on after a crash in the middle of a line', async () => {
    await using place = await recordingPlace()
    await place.record(counting(), (gateway) => answerTo(gateway, 'a'))
    const file = join(place.root, 'runs/direct/run_003.jsonl')
    await writeFile(file, `${await readFile(file, 'utf8')}{"attempt":1,"st`)
    await place.replay(async (gateway) => expect(await answerTo(gateway, 'a')).toBe('answer 1'))
    await place.record(counting(), (gateway) => answerTo(gateway, 'b'), { step: 3 })
    await place.replay(async (gateway) => expect(await answerTo(gateway, 'a')).toBe('answer 1'))
    await place.replay(async (gateway) => expect(await answerTo(gateway, 'b')).toBe('answer 1'), { step: 3 })
  })

  test('that is damaged or none is refused when it is read', async () => {
    await using place = await recordingPlace()
    await expect(readRecording(place.root)).rejects.toThrow('recording.json is missing')
    await place.record(counting(), (gateway) => answerTo(gateway, 'a'))
    const spoil = async (name: RegExp, spoilt: (text: string) => string, message: RegExp) => {
      const file = join(
        place.root,
        (await filesBelow(place.root)).find((path) => name.test(path))!,
      )
      const text = await readFile(file, 'utf8')
      await writeFile(file, spoilt(text))
      await expect(readRecording(place.root)).rejects.toThrow(message)
      await writeFile(file, text)
    }
    await spoil(/^bodies/, (text) => text.replace('a', 'b'), /does not hold what was recorded/)
    await spoil(
      /^runs/,
      (text) => text.replace('"end"', '"fin"'),
      /run_003.jsonl, line 1, is not the record of a call/,
    )
    await spoil(/recording.json/, () => '{}', /not what a recording of this version/)
    const body = (await filesBelow(place.root)).find((path) => path.startsWith('bodies'))!
    await rm(join(place.root, body))
    await expect(readRecording(place.root)).rejects.toThrow('cannot be read (ENOENT)')
  })
})
