import type { IncomingMessage } from 'node:http'
import type { Refusal } from './errors.ts'
import { joined } from './joined.ts'

export type RequestBody = { body: Buffer } | { refusal: Refusal } | { brokenOff: true }

/** Reads an uncompressed request body of at most `limit` bytes. What is over the limit is not kept. */
export async function readRequestBody(request: IncomingMessage, limit: number): Promise<RequestBody> {
  const body = await readUpTo(limit, request)
  if (body === 'broken off') return { brokenOff: true }
  if (body === 'too large') {
    const message = `The request is larger than ${limit} bytes.`
    return { refusal: { status: 413, code: 'request_too_large', message } }
  }
  const encoding = request.headers['content-encoding'] ?? 'identity'
  if (encoding !== 'identity') {
    const message = `Send the request uncompressed: it is in ${encoding}.`
    return { refusal: { status: 415, code: 'unsupported_encoding', message } }
  }
  return { body }
}

function readUpTo(limit: number, request: IncomingMessage): Promise<Buffer | 'too large' | 'broken off'> {
  return new Promise((resolve) => {
    const chunks: Buffer[] = []
    let size = 0
    if (Number(request.headers['content-length']) > limit) return resolve('too large')
    request.on('data', (chunk: Buffer) => {
      size += chunk.length
      if (size <= limit) {
        chunks.push(chunk)
        return
      }
      chunks.length = 0
      request.pause()
      resolve('too large')
    })
    request.on('end', () => resolve(joined(chunks)))
    // 'close' also follows 'end'; by then this changes nothing.
    request.on('error', () => resolve('broken off'))
    request.on('close', () => resolve('broken off'))
  })
}
