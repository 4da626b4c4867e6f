// A greeting over HTTP: GET /hello and GET /hello?name=Ada. Needs Node.js, nothing else.
import { createServer } from 'node:http'

const LONGEST_NAME = 100

/** The status and body for a request. */
function answer(method, url) {
  if (url.pathname !== '/hello') return [404, { error: `There is nothing at ${url.pathname}.` }]
  if (method !== 'GET') return [405, { error: `${method} is not possible on /hello.` }]
  const name = url.searchParams.get('name') ?? 'World'
  if (name.trim() === '') return [422, { error: 'name must not be blank.' }]
  // Counted in code points: one emoji is one character.
  if ([...name].length > LONGEST_NAME) {
    return [422, { error: `name must not be longer than ${LONGEST_NAME} characters.` }]
  }
  return [200, { message: `Hello, ${name}!` }]
}

const server = createServer((request, response) => {
  const [path, ...query] = request.url.split('?')
  const url = { pathname: path, searchParams: new URLSearchParams(query.join('?')) }
  const [status, body] = answer(request.method, url)
  request.resume()
  response.writeHead(status, { 'content-type': 'application/json' })
  response.end(JSON.stringify(body))
})

server.listen(Number(process.env.PORT || 8080), '127.0.0.1', () => {
  console.log(`Listening on http://127.0.0.1:${server.address().port}`)
})
