import { createServer } from 'node:http'
import { forwardProvider, priceTable, startGateway } from '@genai-devbench/gateway'
import { inTurn, ratio } from './support/ratio.ts'

const ROUNDS = 5
const CHARACTERS = 200_000

/** Counting the tokens of a call without usage takes time in proportion to its text, also where no word ends. */
export async function measureEstimates(): Promise<void> {
  const upstream = createServer((request, response) => {
    request.resume().on('end', () => response.end('{"choices":[]}'))
  })
  await new Promise<void>((resolve) => upstream.listen(0, '127.0.0.1', resolve))
  const address = upstream.address()
  const port = typeof address === 'object' && address !== null ? address.port : 0
  const gateway = await startGateway({
    provider: forwardProvider({
      id: 'openai-compatible',
      baseUrl: `http://127.0.0.1:${port}`,
      apiKey: 'sk-bench',
    }),
    pin: { model: false, temperature: false, seed: false },
    prices: priceTable(),
  })
  const recorded = (content: string) => async () => {
    const session = gateway.open({
      framework: 'bench',
      run: 1,
      attempt: 1,
      step: 1,
      executionIndex: 1,
      phase: 'bench',
      model: 'gpt-4o-mini',
      temperature: undefined,
      seed: 1,
      prompt: '',
      scripted: () => ({ text: '' }),
      onCall: () => {},
    })
    const started = performance.now()
    const answer = await fetch(`${session.baseUrl}/chat/completions`, {
      method: 'POST',
      headers: { authorization: `Bearer ${session.apiKey}` },
      body: JSON.stringify({ messages: [{ role: 'user', content }] }),
    })
    await answer.text()
    await session.close()
    return performance.now() - started
  }
  const text = 'The students of a course get grades.\n'.repeat(Math.ceil(CHARACTERS / 37))
  const times = await inTurn(ROUNDS, {
    text: recorded(text),
    'text, twice as long': recorded(text + text),
    'one word': recorded('abcdefghij'.repeat(CHARACTERS / 10)),
    'one word, twice as long': recorded('abcdefghij'.repeat((2 * CHARACTERS) / 10)),
  })
  await gateway.close()
  upstream.close()
  console.log(`\nEstimating the tokens of ${CHARACTERS} characters, ${ROUNDS} rounds; linear is 2x`)
  for (const name of ['text', 'one word'])
    console.log(
      `  ${name}, twice as long`.padEnd(34),
      ratio(times[`${name}, twice as long`] ?? [], times[name] ?? []),
    )
}
