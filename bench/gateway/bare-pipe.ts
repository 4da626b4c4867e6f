// The least a proxy on Node can do: node:http on both sides and a pipe. What the gateway is compared with.
import { Agent, createServer, request as httpRequest } from 'node:http'
import { tellCost } from './cost.ts'

const upstream = Number(process.argv[2])
const agent = new Agent({ keepAlive: true, maxSockets: Infinity })
const server = createServer((request, response) => {
  const { method, url, headers } = request
  const sent = httpRequest(
    { host: '127.0.0.1', port: upstream, method, path: url, headers, agent },
    (answer) => {
      response.writeHead(answer.statusCode ?? 502, answer.rawHeaders)
      answer.pipe(response)
    },
  )
  sent.on('error', () => response.destroy())
  request.pipe(sent)
})
server.keepAliveTimeout = 60_000
tellCost()
server.listen(0, '127.0.0.1', () => process.send?.(server.address()))
