import { type ServerResponse, createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { setTimeout as sleep } from 'node:timers/promises'

const TOKENS = { prompt_tokens: 10, completion_tokens: 5, total_tokens: 15 }

/** A provider that bills what it receives, whether or not anybody waits for the answer. */
export async function billingUpstream() {
  const billed = { calls: 0, tokens: 0 }
  const server = createServer((request, response) => {
    request.resume().once('end', () => void answer(response))
  })
  const answer = async (response: ServerResponse): Promise<void> => {
    billed.calls++
    billed.tokens += TOKENS.total_tokens
    // Long enough for others to be struck meanwhile.
    await sleep(15)
    response.writeHead(200, { 'content-type': 'application/json' })
    response.end(
      JSON.stringify({
        id: 'x',
        object: 'chat.completion',
        created: 1,
        model: 'upstream',
        choices: [{ index: 0, message: { role: 'assistant', content: 'ok' }, finish_reason: 'stop' }],
        usage: TOKENS,
      }),
    )
  }
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  return {
    baseUrl: `http://127.0.0.1:${(server.address() as AddressInfo).port}/v1`,
    billed,
    async [Symbol.asyncDispose]() {
      server.closeAllConnections()
      await new Promise((resolve) => server.close(resolve))
    },
  }
}
