// Requests over node:http: a file of checks sends hundreds of them, and fetch takes twice the processor time.
import { request } from 'node:http'

const REDIRECTS = new Set([301, 302, 303, 307, 308])
const MOST_REDIRECTS = 20

/**
 * Sends a request and follows redirects, as fetch does. Each has a connection of its own, which it asks to close: what a
 * server makes of one that stays open is not what is checked.
 *
 * Returns {status, headers, text}; headers is a Map with names in lower case.
 */
export async function exchange(url, message, redirects = 0) {
  const response = await send(url, message)
  const location = response.headers.get('location')
  if (!REDIRECTS.has(response.status) || location === undefined) return response
  if (redirects === MOST_REDIRECTS) throw new Error(`it redirects more than ${MOST_REDIRECTS} times`)
  return exchange(new URL(location, url), redirected(message, response.status), redirects + 1)
}

function redirected({ method, headers, content, signal }, status) {
  const becomesGet = status === 303 || (status < 303 && method === 'POST')
  if (!becomesGet) return { method, headers, content, signal }
  const { 'content-type': _, ...others } = headers
  return { method: 'GET', headers: others, signal }
}

function send(url, { method, headers, content, signal }) {
  const length = content === undefined ? {} : { 'content-length': Buffer.byteLength(content) }
  const all = { accept: '*/*', ...length, ...headers }
  return new Promise((resolve, reject) => {
    let response
    const sent = request(url, { method, headers: all, signal, agent: false })
    sent.on('error', (error) => {
      // What a server sends after a whole response is not looked at.
      if (!response?.complete) reject(error)
    })
    sent.once('response', (incoming) => {
      response = incoming
      const chunks = []
      response.on('data', (chunk) => chunks.push(chunk))
      response.once('error', reject)
      response.once('end', () => {
        const text = new TextDecoder().decode(Buffer.concat(chunks))
        resolve({ status: response.statusCode, headers: headersOf(response), text })
      })
    })
    sent.end(content)
  })
}

const headersOf = ({ headersDistinct }) =>
  new Map(Object.entries(headersDistinct).map(([name, values]) => [name, values.join(', ')]))
