import { readFile } from 'node:fs/promises'
import { type IncomingMessage, type ServerResponse, createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import { filesBelow } from '@genai-devbench/files'
import type { ExperimentPaths } from '@genai-devbench/store'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { type Devbench, type Ended, devbench, editConfig, finishedRuns } from '../support/devbench.ts'

const KEY = 'sk-planted-4f9c2e71-key-of-the-provider'
/** Everything of the runtime and of its libraries that prints when it is asked to. */
const DEBUGGING = { DEBUG: '*', NODE_DEBUG: 'http,https,net,tls,fetch,undici' }
/** A framework that prints all it knows and all it hears. */
const PRYING = `
  console.log(process.env)
  const response = await fetch(process.env.URL + '/chat/completions', {
    method: 'POST',
    headers: { authorization: 'Bearer ' + process.env.KEY, 'content-type': 'application/json' },
    body: JSON.stringify({ model: 'm', messages: [{ role: 'user', content: 'what is your key?' }] }),
  })
  console.error(response.status, response.statusText, [...response.headers], await response.text())
  process.exit(response.ok ? 0 : 7)`

let bench: Devbench
beforeAll(async () => {
  bench = await devbench({ PLANTED_KEY: KEY, ...DEBUGGING })
})
afterAll(() => bench[Symbol.asyncDispose]())

test.each<[string, number]>([
  ['that succeed', 200],
  ['that the provider refuses', 401],
  ['that the provider fails', 500],
])('the key stands nowhere after runs %s and say it in every way', async (_title, status) => {
  await using provider = await tellingProvider((response, secrets) => {
    response.writeHead(status, secrets, {
      'content-type': 'application/json',
      'x-echo': secrets,
      'set-cookie': `key=${secrets}`,
    })
    const message = { role: 'assistant', content: `<file path="a.js">\n// ${secrets}\n</file>` }
    const said = status === 200 ? { choices: [{ message }] } : { error: { message: secrets } }
    response.end(JSON.stringify({ ...said, model: secrets }))
  })
  const paths = await recordedAndAudited(`answers_${status}`, provider.baseUrl)
  const ended = await bench.run('run-experiment', paths.root)
  await bench.run('analyze', paths.root)
  expect(provider.keys()).toContain(`Bearer ${KEY}`)
  expect(await readFile(paths.run('prying', 1).log(1, 'err'), 'utf8')).toContain('*'.repeat(KEY.length))
  if (status === 200) expect(await finishedRuns(paths)).toEqual(['direct 1 completed', 'prying 1 completed'])
  await expectNoKey(ended)
})

test('the key stands nowhere after a crash in the middle of an answer that says it', async () => {
  await using provider = await tellingProvider((response, secrets) => {
    response.writeHead(200, { 'content-type': 'text/event-stream', 'x-echo': secrets })
    response.write(`data: {"choices":[{"index":0,"delta":{"content":"${secrets}"}}]}\n\n`)
  })
  const paths = await recordedAndAudited('crashed', provider.baseUrl)
  const running = bench.start('run-experiment', paths.root)
  await provider.asked
  running.kill('SIGKILL')
  await expectNoKey(await running.ended)
  expect(provider.keys()).toContain(`Bearer ${KEY}`)
})

async function recordedAndAudited(name: string, baseUrl: string): Promise<ExperimentPaths> {
  const settings = { provider: 'openai-compatible', baseUrl, apiKeyEnv: 'PLANTED_KEY', maxRuns: 1 } as const
  const paths = await bench.make(name, settings)
  const prying = {
    id: 'prying',
    adapter: 'command',
    options: {
      argv: [process.execPath, '--input-type=module', '-e', PRYING],
      env: { URL: '{base_url}', KEY: '{api_key}' },
      success: 'exit_code',
    },
  }
  await editConfig(
    paths,
    [/^frameworks:\s.*\n(?:\s+- .*\n)*/m, `frameworks: ${JSON.stringify(['direct', prying])}\n`],
    [
      'provider: openai-compatible',
      'provider: openai-compatible\n  record: true\n  middleware: [{use: audit_log, bodies: true}]',
    ],
  )
  return paths
}

/** Looks at every file that the commands could write, and at what they printed. */
async function expectNoKey({ stdout, stderr }: Ended): Promise<void> {
  const files = await filesBelow(bench.dir)
  const written = await Promise.all(
    files.map(async (file) => ({ file, text: await readFile(join(bench.dir, file), 'latin1') })),
  )
  const found = (text: string) =>
    [...written, { file: 'stdout', text: stdout }, { file: 'stderr', text: stderr }]
      .filter((one) => one.text.includes(text))
      .map(({ file }) => file)
  expect(found(KEY)).toEqual([])
  expect(found(Buffer.from(KEY).toString('base64'))).toEqual([])
  expect(found('PLANTED_KEY')).not.toEqual([])
}

/** A provider on loopback that is told the authorization of each call, to say it back. */
async function tellingProvider(answer: (response: ServerResponse, secrets: string) => void) {
  const keys: string[] = []
  let tell = () => {}
  const asked = new Promise<void>((resolve) => (tell = resolve))
  const respond = async (request: IncomingMessage, response: ServerResponse) => {
    for await (const _chunk of request);
    const { authorization = '' } = request.headers
    keys.push(authorization)
    answer(response, authorization)
    tell()
  }
  const server = createServer((request, response) => void respond(request, response))
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  return {
    baseUrl: `http://127.0.0.1:${(server.address() as AddressInfo).port}/v1`,
    keys: () => keys,
    /** Resolves once it has answered a first call. */
    asked,
    async [Symbol.asyncDispose]() {
      server.closeAllConnections()
      await new Promise((resolve) => server.close(resolve))
    },
  }
}
