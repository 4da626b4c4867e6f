import type { IncomingMessage } from 'node:http'
import { joined } from './joined.ts'

export type RequestBody = { body: Buffer } | { failure: 'too large' | 'broken off' }

/** Reads a request body of at most `limit` bytes. What is over the limit is not kept. */
export function readRequestBody(request: IncomingMessage, limit: number): Promise<RequestBody> {
  return new Promise((resolve) => {
    const chunks: Buffer[] = []
    let size = 0
    if (Number(request.headers['content-length']) > limit) return resolve({ failure: 'too large' })
    request.on('data', (chunk: Buffer) => {
      size += chunk.length
      if (size <= limit) {
        chunks.push(chunk)
        return
      }
      chunks.length = 0
      request.pause()
      resolve({ failure: 'too large' })
    })
    request.on('end', () => resolve({ body: joined(chunks) }))
    // 'close' also follows 'end'; by then this changes nothing.
    request.on('error', () => resolve({ failure: 'broken off' }))
    request.on('close', () => resolve({ failure: 'broken off' }))
  })
}
