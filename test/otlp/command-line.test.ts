import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { devbench, finishedRuns } from '../support/devbench.ts'
import { expectTraceOf } from './expected-spans.ts'
import { otlpReceiver } from './receiver.ts'

describe.concurrent('run-experiment --otlp', () => {
  test('sends a trace for each run that holds what is on disk, only when asked, and again the same', async () => {
    await using collector = await otlpReceiver()
    await using bench = await devbench({
      OTEL_EXPORTER_OTLP_ENDPOINT: collector.url,
      OTEL_EXPORTER_OTLP_HEADERS: 'api-key=secret%20of%20the%20collector',
      OTEL_RESOURCE_ATTRIBUTES: 'deployment.environment.name=lab',
    })
    const paths = await bench.make('traced', { frameworks: ['self-refine'], maxRuns: 2 })
    expect((await bench.run('run-experiment', 'traced', '--max-runs', '1')).code).toBe(0)
    expect(collector.requests).toEqual([])

    const { code, stdout, stderr } = await bench.run('run-experiment', 'traced', '--otlp')
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' })
    expect(stdout).toContain(`Traces of 1 run sent to ${collector.url}/v1/traces\n`)
    expect(collector.requests).toMatchObject([
      { path: '/v1/traces', headers: { 'api-key': 'secret of the collector' } },
    ])
    const spans = collector.spans()
    await expectTraceOf(spans, paths, 'self-refine', 2)
    expect(new Set(spans.map(({ status }) => status.code))).toEqual(new Set(['STATUS_CODE_UNSET']))
    expect(spans[0]?.resource).toMatchObject({ 'deployment.environment.name': 'lab' })
    const sent = collector.requests[0]!.body.toString('latin1')
    const prompt = await readFile(join(paths.config, 'prompts/01_hello_world_api.txt'), 'utf8')
    for (const line of prompt.split('\n').filter((text) => text.length > 20)) expect(sent).not.toContain(line)

    const again = await bench.run('devbench', 'export-otlp', 'traced')
    expect(again).toMatchObject({ code: 0, stdout: expect.stringContaining('Traces of 2 runs sent to ') })
    const resent = collector.spans().slice(spans.length)
    const ofRun = (run: number) => resent.filter(({ attributes }) => attributes['devbench.run'] === run)
    expect(ofRun(2)).toEqual(spans)
    await expectTraceOf(ofRun(1), paths, 'self-refine', 1)
    expect(ofRun(1)[0]?.traceId).not.toBe(spans[0]?.traceId)
  })

  test('runs as ever, warns once and says how to send again, when the collector never answers', async () => {
    await using collector = await otlpReceiver(() => {})
    await using bench = await devbench({ OTEL_EXPORTER_OTLP_TIMEOUT: '300' })
    const paths = await bench.make('unsent', { maxRuns: 2 })
    const { code, stdout, stderr } = await bench.run('run-experiment', 'unsent', '--otlp', collector.url)
    expect(code).toBe(0)
    expect(stdout).toMatch(/Finished: all planned runs are made\.\nNext: analyze unsent\n$/)
    expect(await finishedRuns(paths)).toEqual(['direct 1 completed', 'direct 2 completed'])
    expect(stderr).toBe(
      `warning: the traces of 2 runs were not sent to ${collector.url}/v1/traces: Request timed out\n` +
        `The runs are not affected. To send the traces: devbench export-otlp unsent --otlp ${collector.url}\n`,
    )
  })

  test('refuses what is no address of a collector before anything runs', async () => {
    await using bench = await devbench()
    const paths = await bench.make('unsent')
    const { code, stdout, stderr } = await bench.run('run-experiment', 'unsent', '--otlp', '127.0.0.1:4318')
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' })
    expect(stderr).toContain('--otlp: "127.0.0.1:4318" is not the address of a collector.\n')
    expect(stderr).toContain('such as http://localhost:4318')
    expect(await finishedRuns(paths)).toEqual([])
  })
})
