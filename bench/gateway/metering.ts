// The gateway in front of the upstream as the runner has it: limits and retries at their defaults, every call put down
// before it is sent and recorded when it is over.
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { JsonLinesFile } from '@genai-devbench/files'
import { forwardProvider, limitedProvider, priceTable, startGateway } from '@genai-devbench/gateway'
import { tellCost } from './cost.ts'

const upstream = process.argv[2]
const directory = mkdtempSync(join(tmpdir(), 'devbench-bench-'))
const begun = new JsonLinesFile(join(directory, 'llm_calls_begun.jsonl'))
const records = new JsonLinesFile(join(directory, 'llm_calls.jsonl'))
process.on('exit', () => rmSync(directory, { recursive: true }))
const provider = forwardProvider({
  id: 'openai-compatible',
  baseUrl: `http://127.0.0.1:${upstream}`,
  // As long as real ones are: what is shorter is not looked for in the answers.
  apiKey: `sk-bench-${'0123456789abcdef'.repeat(3)}`,
})
const gateway = await startGateway({
  provider: limitedProvider(provider, { retry: { max_attempts: 1, base_delay: 1, max_delay: 60 } }),
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
  onSending: (call) => begun.append(call),
  onCall: (call) => records.append(call),
})
tellCost()
process.send?.({ port: gateway.port, url: session.baseUrl, key: session.apiKey })
