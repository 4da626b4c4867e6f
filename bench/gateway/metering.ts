// The gateway in front of the upstream, recording every call as the runner does: one line of JSON, appended to a file.
import { closeSync, openSync, writeSync } from 'node:fs'
import { forwardProvider, priceTable, startGateway } from '@genai-devbench/gateway'

const [, , upstream, path] = process.argv
const records = openSync('/dev/null', 'a')
process.on('exit', () => closeSync(records))
const gateway = await startGateway({
  provider: forwardProvider({
    id: 'openai-compatible',
    baseUrl: `http://127.0.0.1:${upstream}${path}`,
    apiKey: 'sk-bench',
  }),
  pin: { model: true, temperature: true, seed: true },
  prices: priceTable(),
})
const session = gateway.open({
  framework: 'bench',
  run: 1,
  attempt: 1,
  step: 1,
  executionIndex: 1,
  phase: 'bench',
  model: 'gpt-4o-mini',
  temperature: 0.2,
  seed: 1,
  prompt: '',
  scripted: () => ({ text: '' }),
  onCall: (call) => writeSync(records, `${JSON.stringify(call)}\n`),
})
process.on('message', () => process.send?.({ rss: process.memoryUsage().rss }))
process.send?.({ port: gateway.port, url: session.baseUrl, key: session.apiKey })
