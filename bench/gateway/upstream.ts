// A provider on loopback for measurements. The query says how it answers, whatever the path:
//   delay=MS            2 KiB of JSON after so many milliseconds
//   events=N&gap=MS     so many events, so many milliseconds apart; 0: as fast as the client takes them
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
    const { searchParams } = new URL(request.url ?? '', 'http://127.0.0.1')
    const delay = searchParams.get('delay')
    if (delay !== null) {
      const answer = (): void => {
        response.writeHead(200, {
          'content-type': 'application/json',
          'content-length': Buffer.byteLength(PLAIN),
        })
        response.end(PLAIN)
      }
      return delay === '0' ? answer() : setTimeout(answer, Number(delay))
    }
    response.writeHead(200, { 'content-type': 'text/event-stream' })
    const events = Number(searchParams.get('events'))
    const gap = Number(searchParams.get('gap'))
    if (gap === 0) {
      for (let sent = 0; sent < events; sent++) response.write(DELTA)
      return response.end(END)
    }
    let sent = 0
    const timer = setInterval(() => {
      response.write(DELTA)
      if (++sent < events) return
      clearInterval(timer)
      response.end(END)
    }, gap)
    response.on('close', () => clearInterval(timer))
    return undefined
  })
})
server.keepAliveTimeout = 60_000
tellCost()
server.listen(0, '127.0.0.1', () => process.send?.(server.address()))
