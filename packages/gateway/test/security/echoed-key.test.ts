import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { SecretMask } from '../../src/http/secret-mask.ts'
import { forwardProvider } from '../../src/index.ts'
import { REAL_KEY, openGateway } from '../support/gateway.ts'
import { sendJson, startUpstream } from '../support/upstream.ts'

const STARS = '*'.repeat(REAL_KEY.length)

describe('the key of the provider, sent back by it', () => {
  test('reaches the client neither in headers nor in the body, whose other bytes stay', async () => {
    await using upstream = await startUpstream((response, { headers }) => {
      const { authorization = '' } = headers
      const body = `{ "error":  {"message": "${authorization}", "n": 1.0} }`
      response.writeHead(401, authorization, {
        'content-type': 'application/json',
        'content-length': body.length,
        'x-echo': authorization,
      })
      response.end(body)
    })
    await using gateway = await openGateway({ baseUrl: upstream.baseUrl })
    const { headers, body } = await gateway.post('{}')
    expect(body.toString()).toBe(`{ "error":  {"message": "Bearer ${STARS}", "n": 1.0} }`)
    expect(headers['x-echo']).toBe(`Bearer ${STARS}`)
    expect(gateway.calls[0]).toMatchObject({
      error: `HTTP 401: Bearer ${STARS}`,
      mutations: [{ field: 'response', from: '[key]', to: '***' }],
    })
  })

  test('is found in a list of models too', async () => {
    await using upstream = await startUpstream((response) => sendJson(response, { data: [{ id: REAL_KEY }] }))
    await using gateway = await openGateway({ baseUrl: upstream.baseUrl })
    const { data } = await gateway.client.models.list()
    expect(data).toEqual([{ id: STARS }])
  })

  test('is left alone where it is a word that stands for none', async () => {
    await using upstream = await startUpstream((response) => sendJson(response, { note: 'ollama' }))
    const provider = forwardProvider({ id: 'openai-compatible', baseUrl: upstream.baseUrl, apiKey: 'ollama' })
    await using gateway = await openGateway({ provider })
    expect((await gateway.post('{}')).body.toString()).toBe('{"note":"ollama"}')
  })
})

describe('a mask', () => {
  test('overwrites the same wherever the chunks end', () => {
    const secrets = ['abab-secret', 'abab']
    const piece = fc.constantFrom('abab-secret', 'abab', 'aba', 'ab', '-secret', 'x', 'é')
    fc.assert(
      fc.property(fc.array(piece), fc.array(fc.nat(5), { minLength: 1 }), (pieces, cuts) => {
        const bytes = Buffer.from(pieces.join(''))
        const mask = new SecretMask(secrets)
        const out: Buffer[] = []
        for (let at = 0, i = 0; at < bytes.length; i++) {
          const size = cuts[i % cuts.length]! + 1
          out.push(mask.push(bytes.subarray(at, at + size)))
          at += size
        }
        const masked = Buffer.concat([...out, mask.rest()])
        expect(masked.length).toBe(bytes.length)
        for (const secret of secrets) expect(masked.includes(secret)).toBe(false)
        expect(masked.toString().replaceAll('*', '')).not.toMatch(/abab/)
      }),
    )
  })

  test('hands on at once what cannot be the beginning of a secret, as the very same bytes', () => {
    const mask = new SecretMask([REAL_KEY])
    const chunk = Buffer.from('data: {"content":"s"}\n\n')
    expect(mask.push(chunk).equals(chunk)).toBe(true)
    expect(mask.push(Buffer.from('data: sk-r')).toString()).toBe('data: ')
    expect(mask.rest().toString()).toBe('sk-r')
    expect(mask.count).toBe(0)
  })
})
