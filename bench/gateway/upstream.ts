// A provider on loopback for measurements. The path says how it answers, whatever the API below /v1:
//   /plain/<delay ms>/v1/...          2 KiB of JSON after so many milliseconds
//   /stream/<events>/<gap ms>/v1/...  so many events, so many milliseconds apart; 0: as fast as the client takes them
import { createServer } from 'node:http'
import { tellCost } from './cost.ts'

const USAGE = { prompt_tokens: 1000, completion_tokens: 300, total_tokens: 1300 }
const PLAIN = JSON.stringify({
  id: 'x',
  model: 'm',
  choices: [
    {
      index: 0,
      message: { role: 'assistant', content: 'lorem ipsum '.repeat(150) },
      finish_reason: 'stop',
    },
  ],
  usage: USAGE,
})
const event = (fields: object): string =>
  `data: ${JSON.stringify({ id: 'x', object: 'chat.completion.chunk', model: 'm', ...fields })}\n\n`
const DELTA = event({
  choices: [{ index: 0, delta: { content: 'token token token ' } }],
  pad: 'y'.repeat(80),
})
const END = `${event({ choices: [{ index: 0, delta: {}, finish_reason: 'stop' }] })}${event({ choices: [], usage: USAGE })}data: [DONE]\n\n`

const server = createServer((request, response) => {
  request.resume()
  request.on('end', () => {
    const [, kind, first, second] = (request.url ?? '').split('/')
    if (kind === 'plain') {
      const answer = (): void => {
        response.writeHead(200, {
          'content-type': 'application/json',
          'content-length': Buffer.byteLength(PLAIN),
        })
        response.end(PLAIN)
      }
      return Number(first) === 0 ? answer() : setTimeout(answer, Number(first))
    }
    response.writeHead(200, { 'content-type': 'text/event-stream' })
    const events = Number(first)
    if (Number(second) === 0) {
      for (let sent = 0; sent < events; sent++) response.write(DELTA)
      return response.end(END)
    }
    let sent = 0
    const timer = setInterval(() => {
      response.write(DELTA)
      if (++sent < events) return
      clearInterval(timer)
      response.end(END)
    }, Number(second))
    response.on('close', () => clearInterval(timer))
    return undefined
  })
})
server.keepAliveTimeout = 60_000
tellCost()
server.listen(0, '127.0.0.1', () => process.send?.(server.address()))
