import { existsSync } from 'node:fs'
import { mkdtemp, readFile, rm } from 'node:fs/promises'
import type { ServerResponse } from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { filesBelow, readJsonLines, sha256 } from '@genai-devbench/files'
import { AuditedCall, type MiddlewareConfig } from '@genai-devbench/schema'
import { describe, expect, test } from 'vitest'
import { AuditLog } from '../../src/index.ts'
import { REAL_KEY, SPEC, openGateway, post, signal, until } from '../support/gateway.ts'
import { COMPLETION, EVENTS, sendEvents, sendJson, startUpstream } from '../support/upstream.ts'

const AUDIT: MiddlewareConfig = { use: 'audit_log', bodies: true }
const redact = (patterns: string[], headers: string[] = []) =>
  ({ use: 'redact', patterns, headers }) as MiddlewareConfig
const mask = (...patterns: string[]) =>
  ({ use: 'prompt_shield', action: 'mask', patterns }) as MiddlewareConfig
const MAIL = 'ada@example.com'

async function audited(answer: (response: ServerResponse) => unknown, ...middleware: MiddlewareConfig[]) {
  const root = await mkdtemp(join(tmpdir(), 'devbench-audit-'))
  const paths = { audit: join(root, 'audit.jsonl'), auditBodies: join(root, 'audit_bodies') }
  const auditLog = new AuditLog(paths)
  const upstream = await startUpstream(answer)
  const gateway = await openGateway({ baseUrl: upstream.baseUrl, middleware, session: { auditLog } })
  return {
    ...gateway,
    upstream,
    async lines(): Promise<AuditedCall[]> {
      const lines = []
      for await (const line of readJsonLines(paths.audit)) lines.push(AuditedCall.parse(line))
      return lines
    },
    body: (hash: string) => readFile(join(paths.auditBodies, hash.slice(0, 2), hash), 'utf8'),
    bodies: async () => (existsSync(paths.auditBodies) ? filesBelow(paths.auditBodies) : []),
    async text(): Promise<string> {
      const files = await filesBelow(root)
      return (await Promise.all(files.map((file) => readFile(join(root, file), 'utf8')))).join('\n')
    },
    async [Symbol.asyncDispose]() {
      await gateway[Symbol.asyncDispose]()
      await upstream[Symbol.asyncDispose]()
      auditLog[Symbol.dispose]()
      await rm(root, { recursive: true })
    },
  }
}

const completion = (response: ServerResponse) => sendJson(response, COMPLETION)
const asking = (content: string) => JSON.stringify({ messages: [{ role: 'user', content }] })

describe('an audit log', () => {
  test('has a line for each call, tied to its record, with hashes of what was sent and answered', async () => {
    await using gateway = await audited(completion, { use: 'audit_log', bodies: false })
    const answer = await gateway.post(asking('hello'), {
      'x-team': 'blue',
      cookie: 'crumb',
      'x-auth-token': 't',
    })
    const [line] = await gateway.lines()
    const [call] = gateway.calls
    expect(line).toMatchObject({ call: call!.id, time: call!.started_at, path: call!.path, status: 200 })
    const body = asking('hello')
    const unchanged = { redactions: 0, kept: false }
    expect(line!.request!.body).toEqual({ sha256: sha256(body), bytes: body.length, ...unchanged })
    expect(line!.answer!.body).toEqual({
      sha256: sha256(answer.body),
      bytes: answer.body.length,
      ...unchanged,
    })
    expect(line!.request!.headers).toMatchObject({
      'x-team': 'blue',
      authorization: '[redacted]',
      cookie: '[redacted]',
      'x-auth-token': '[redacted]',
    })
    expect(await gateway.bodies()).toEqual([])
    expect(await gateway.text()).not.toMatch(new RegExp(`crumb|${gateway.session.apiKey}|${REAL_KEY}`))
  })

  test('with bodies keeps each once, as it passed', async () => {
    await using gateway = await audited((response) => sendEvents(response, ...EVENTS), AUDIT)
    for (const content of ['a', 'a', 'b']) await gateway.post(asking(content))
    await gateway.recorded()
    const lines = await gateway.lines()
    expect(await Promise.all(lines.map(({ request }) => gateway.body(request!.body.sha256)))).toEqual(
      ['a', 'a', 'b'].map(asking),
    )
    expect(await gateway.body(lines[0]!.answer!.body.sha256)).toBe(EVENTS.join(''))
    expect(await gateway.bodies()).toHaveLength(3)
  })

  test('has a line for a call that was refused before it, that counts tokens, or that broke off', async () => {
    const reached = signal()
    const deny = { use: 'prompt_shield', action: 'deny', patterns: ['email'] } as MiddlewareConfig
    await using gateway = await audited(
      (response) => {
        if (gateway.upstream.received.length === 1) return completion(response)
        response.writeHead(200, { 'content-type': 'text/event-stream' })
        response.write(EVENTS[0]!)
        return reached.give()
      },
      deny,
      AUDIT,
    )
    await gateway.post(asking(MAIL))
    await post(gateway.session, asking('count'), {}, '/messages/count_tokens')
    const pending = gateway.post(asking('slow')).catch(() => {})
    await reached.given
    await gateway.session.close()
    await pending
    await until(() => gateway.calls.length === 2)
    const [denied, counted, broken] = await gateway.lines()
    expect(denied).toMatchObject({ call: gateway.calls[0]!.id, status: 400, request: null, answer: null })
    expect(counted).toMatchObject({ call: null, path: '/v1/messages/count_tokens', status: 200 })
    expect(broken).toMatchObject({ call: gateway.calls[1]!.id, request: { body: { kept: true } } })
  })

  test('shows the request as it is at its place of the list', async () => {
    for (const [list, content] of [
      [[AUDIT, mask('email'), redact(['email'])], MAIL],
      [[mask('email'), AUDIT], '[masked:email]'],
      [[redact(['email']), AUDIT], '[redacted:email]'],
    ] as [MiddlewareConfig[], string][]) {
      await using gateway = await audited(completion, ...list)
      await gateway.post(asking(MAIL))
      const [line] = await gateway.lines()
      expect(await gateway.body(line!.request!.body.sha256)).toBe(asking(content))
    }
  })

  test('that cannot be written ends in an error of the session, and the call is answered', async () => {
    await using gateway = await audited(completion, AUDIT)
    const full = {
      append: () => {},
      keep: () => {
        throw new Error('ENOSPC')
      },
    } as unknown as AuditLog
    const session = gateway.gateway.open({ ...SPEC, auditLog: full, onCall: () => {} })
    expect((await post(session, asking('hello'))).status).toBe(200)
    await expect(session.close()).rejects.toThrow('ENOSPC')
  })
})

test('no middleware holds a stream up: each event is there before the next is sent', async () => {
  const arrived = signal()
  await using gateway = await audited(
    async (response) => {
      response.writeHead(200, { 'content-type': 'text/event-stream' })
      response.write(EVENTS[0]!)
      await arrived.given
      response.end(EVENTS.slice(1).join(''))
    },
    mask('email'),
    redact(['email', 'phone']),
    AUDIT,
  )
  const { baseUrl, apiKey } = gateway.session
  const response = await fetch(`${baseUrl}/chat/completions`, {
    method: 'POST',
    headers: { authorization: `Bearer ${apiKey}` },
    body: JSON.stringify({
      ...JSON.parse(asking(MAIL)),
      stream: true,
      stream_options: { include_usage: true },
    }),
  })
  const decoder = new TextDecoder()
  let text = ''
  for await (const chunk of response.body!) {
    text += decoder.decode(chunk, { stream: true })
    if (text === EVENTS[0]) arrived.give()
  }
  expect(text).toBe(EVENTS.join(''))
  expect((await gateway.lines())[0]!.answer!.body.bytes).toBe(Buffer.byteLength(text))
})

describe('redaction', () => {
  test('takes out of what is written what passes untouched', async () => {
    const echo = { ...COMPLETION, choices: [{ message: { role: 'assistant', content: `to ${MAIL}` } }] }
    await using gateway = await audited(
      (response) => {
        response.setHeader('x-account', 'acme')
        sendJson(response, echo)
      },
      redact(['email'], ['X-Account', 'x-user']),
      AUDIT,
    )
    const { body } = await gateway.post(asking(MAIL), { 'x-user': 'ada', 'x-note': `by ${MAIL}` })
    expect(body.toString()).toBe(JSON.stringify(echo))
    expect(gateway.upstream.received[0]!.body.toString()).toBe(asking(MAIL))
    const [line] = await gateway.lines()
    expect(line!.request!.headers).toMatchObject({ 'x-user': '[redacted]', 'x-note': 'by [redacted:email]' })
    expect(line!.answer!.headers).toMatchObject({ 'x-account': '[redacted]' })
    expect([line!.request!.body.redactions, line!.answer!.body.redactions]).toEqual([1, 1])
    const kept = await gateway.body(line!.answer!.body.sha256)
    expect(kept).toBe(JSON.stringify(echo).replace(MAIL, '[redacted:email]'))
    // Else what was taken out could be found by trying.
    expect(line!.answer!.body.sha256).toBe(sha256(kept))
    expect(await gateway.text()).not.toContain('ada@')
  })

  test('finds in a stream what comes in several events', async () => {
    const pieces = ['write to ad', 'a@exam', 'ple.com', ' now']
    const events = pieces.map(
      (content) => `data: ${JSON.stringify({ choices: [{ index: 0, delta: { content } }] })}\n\n`,
    )
    await using gateway = await audited(
      (response) => sendEvents(response, ...events),
      redact(['email']),
      AUDIT,
    )
    expect((await gateway.post(asking('x'))).body.toString()).toBe(events.join(''))
    const [line] = await gateway.lines()
    expect(line!.answer!.body.redactions).toBe(1)
    const kept = await gateway.body(line!.answer!.body.sha256)
    const texts = [...kept.matchAll(/"content":"([^"]*)"/g)].map(([, text]) => text)
    expect(texts.join('')).toBe('write to [redacted:email] now')
  })

  test('keeps what it cannot look into by its hash alone', async () => {
    await using gateway = await audited(
      (response) => {
        response.writeHead(200, { 'content-type': 'application/json', 'content-encoding': 'gzip' })
        response.end('not looked into')
      },
      redact(['email']),
      AUDIT,
    )
    await gateway.post(asking('x'))
    expect((await gateway.lines())[0]!.answer!.body).toEqual({
      sha256: sha256('not looked into'),
      bytes: 15,
      redactions: 0,
      kept: false,
    })
  })

  test('is in the record of the call too', async () => {
    await using gateway = await audited(
      (response) => sendJson(response, { error: { message: `no quota for ${MAIL}` } }, 403),
      redact(['email']),
    )
    await gateway.post(asking('x'))
    await gateway.post(`{"a": ${MAIL}`)
    expect(gateway.calls.map(({ error }) => error)).toEqual([
      'HTTP 403: no quota for [redacted:email]',
      "HTTP 400: The request cannot be read: SyntaxError: Unexpected token 'a' is not valid JSON",
    ])
    expect(JSON.stringify(gateway.calls)).not.toContain('ada')
  })
})
