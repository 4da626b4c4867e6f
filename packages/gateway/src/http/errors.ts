import type { ServerResponse } from 'node:http'

/** A refusal of the gateway's own, in the form in which OpenAI's clients expect errors. */
export interface Refusal {
  status: number
  code: string
  message: string
}

export function errorBody({ status, code, message }: Refusal): Buffer {
  const type = status >= 500 ? 'api_error' : 'invalid_request_error'
  return Buffer.from(JSON.stringify({ error: { message, type, param: null, code } }))
}

export function refuse(response: ServerResponse, refusal: Refusal): void {
  if (response.headersSent || response.destroyed) return
  const body = errorBody(refusal)
  response.writeHead(refusal.status, { 'content-type': 'application/json', 'content-length': body.length })
  response.end(body)
}
