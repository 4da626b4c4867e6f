import { planExperiment, runExperiment } from '@genai-devbench/runner'
import type { ExperimentPaths } from '@genai-devbench/store'
import { type Delivery, finishedAttempts, openTraceExport, tracesUrl } from '@genai-devbench/telemetry'
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest'
import { type Devbench, type Settings, devbench, runRecord } from '../support/devbench.ts'
import { modelUpstream } from '../support/model-upstream.ts'
import { expectTraceOf } from './expected-spans.ts'
import { otlpReceiver } from './receiver.ts'
import { installRotel, startRotel } from './rotel.ts'

const rotel = await installRotel()
if ('missing' in rotel) console.log(`skipped: the collector Rotel; ${rotel.missing}`)

let bench: Devbench
let paths: ExperimentPaths
beforeAll(async () => {
  // So that a collector that gives no answer is given up soon.
  vi.stubEnv('OTEL_EXPORTER_OTLP_TIMEOUT', '300')
  bench = await devbench()
  paths = await experimentThatRan('ran', { maxRuns: 1 })
})
afterAll(async () => {
  await bench[Symbol.asyncDispose]()
  vi.unstubAllEnvs()
})

async function experimentThatRan(name: string, settings: Settings): Promise<ExperimentPaths> {
  const made = await bench.make(name, settings)
  const plan = await planExperiment(made, { env: process.env })
  await runExperiment(plan, { signal: new AbortController().signal, emit: () => {} })
  return made
}

async function send(experiment: ExperimentPaths, endpoint: string): Promise<Delivery> {
  const traces = await openTraceExport(experiment, tracesUrl(endpoint, {}))
  for (const attempt of await finishedAttempts(experiment)) traces.add(attempt)
  return traces.close()
}

test('what failed is marked with its reason, and calls say where the provider is', async () => {
  await using upstream = await modelUpstream({ status: 400 })
  await using collector = await otlpReceiver()
  const failing = await experimentThatRan('failing', {
    provider: 'openai-compatible',
    baseUrl: upstream.baseUrl,
    maxRuns: 1,
  })
  expect(await send(failing, `${collector.url}/v1/traces/`)).toMatchObject({ sent: 1, unsent: 0 })
  const { reason, steps } = await runRecord(failing, 'direct', 1)
  const error = (type: string, message: string | null | undefined) => ({
    status: { code: 'STATUS_CODE_ERROR', message },
    attributes: { 'error.type': type },
  })
  const spans = collector.spans()
  const named = (start: string) => spans.find(({ name }) => name.startsWith(start))
  expect(named('run ')).toMatchObject(error('failed', reason))
  expect(named('step ')).toMatchObject(error('failed', steps[0]?.reason))
  expect(named('chat ')).toMatchObject(error('400', 'HTTP 400: refused'))
  const { hostname, port } = new URL(upstream.baseUrl)
  expect(named('chat ')?.attributes).toMatchObject({
    'server.address': hostname,
    'server.port': Number(port),
    'http.response.status_code': 400,
  })
})

describe('says why nothing was sent when the collector', () => {
  const cases: [title: string, status: number, reason: RegExp][] = [
    ['is overloaded', 503, /^every try was answered with a status that asks to try again later/],
    ['refuses it', 401, /^HTTP 401 Unauthorized$/],
    ['has no such address', 404, /^HTTP 404 Not Found$/],
  ]
  test.each(cases)('%s', async (_title, status, reason) => {
    await using collector = await otlpReceiver((_request, response) => void response.writeHead(status).end())
    expect(await send(paths, collector.url)).toEqual({
      url: `${collector.url}/v1/traces`,
      sent: 0,
      unsent: 1,
      reason: expect.stringMatching(reason),
      warnings: [],
    })
  })

  test('is not there', async () => {
    const collector = await otlpReceiver()
    await collector[Symbol.asyncDispose]()
    expect(await send(paths, collector.url)).toMatchObject({
      unsent: 1,
      reason: expect.stringMatching(/^connect ECONNREFUSED/),
    })
  })
})

test('what is not taken in time after the end is not waited for', async () => {
  await using collector = await otlpReceiver(() => {})
  const traces = await openTraceExport(paths, tracesUrl(collector.url, {}))
  for (const attempt of await finishedAttempts(paths)) traces.add(attempt)
  expect(await traces.close({ withinMs: 20 })).toMatchObject({
    sent: 0,
    unsent: 1,
    reason: 'not all was taken within 0.02 s after the end',
  })
})

test('what the collector left out is passed on', async () => {
  // ExportTraceServiceResponse: partial_success (1) with rejected_spans (1) 3 and error_message (2) "too old".
  const partial = Buffer.from([0x0a, 0x0b, 0x08, 3, 0x12, 7, ...Buffer.from('too old')])
  await using collector = await otlpReceiver(
    (_request, response) =>
      void response.writeHead(200, { 'content-type': 'application/x-protobuf' }).end(partial),
  )
  expect(await send(paths, collector.url)).toMatchObject({
    sent: 1,
    warnings: [expect.stringMatching(/^Received Partial Success response: .*too old/)],
  })
})

test.skipIf('missing' in rotel)(
  'a collector by other hands understands it and passes all of it on',
  async () => {
    // The last test: a busy machine is given time.
    vi.stubEnv('OTEL_EXPORTER_OTLP_TIMEOUT', '10000')
    await using receiver = await otlpReceiver()
    const collector = await startRotel(bench, 'agent' in rotel ? rotel.agent : '', receiver.url)
    expect(await send(paths, collector)).toMatchObject({ sent: 1, warnings: [] })
    // It may pass them on in several requests.
    await vi.waitFor(() => expectTraceOf(receiver.spans(), paths, 'direct', 1), 20_000)
  },
)
