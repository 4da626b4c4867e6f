import type { IncomingMessage } from 'node:http'
import type { Refusal } from './errors.ts'
import { joined } from './joined.ts'

export type RequestBody = { body: Buffer } | { refusal: Refusal } | { brokenOff: true }

/** Reads an uncompressed request body of at most `limit` bytes. What is over the limit is not kept. */
export function readRequestBody(request: IncomingMessage, limit: number): Promise<RequestBody> {
  return new Promise((resolve) => {
    const chunks: Buffer[] = []
    let size = 0
    if (Number(request.headers['content-length']) > limit) return resolve(tooLarge(limit))
    request.on('data', (chunk: Buffer) => {
      size += chunk.length
      if (size <= limit) {
        chunks.push(chunk)
        return
      }
      chunks.length = 0
      request.pause()
      resolve(tooLarge(limit))
    })
    request.on('end', () => resolve(compressed(request) ?? { body: joined(chunks) }))
    // 'close' also follows 'end'; by then this changes nothing.
    request.on('error', () => resolve({ brokenOff: true }))
    request.on('close', () => resolve({ brokenOff: true }))
  })
}

function tooLarge(limit: number): RequestBody {
  const message = `The request is larger than ${limit} bytes.`
  return { refusal: { status: 413, code: 'request_too_large', message } }
}

function compressed({ headers }: IncomingMessage): RequestBody | undefined {
  const encoding = headers['content-encoding'] ?? 'identity'
  if (encoding === 'identity') return undefined
  const message = `Send the request uncompressed: it is in ${encoding}.`
  return { refusal: { status: 415, code: 'unsupported_encoding', message } }
}
