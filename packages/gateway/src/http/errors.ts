import type { ServerResponse } from 'node:http'

/** A refusal of the gateway's own. */
export interface Refusal {
  status: number
  code: string
  message: string
}

/** In a form that OpenAI's clients read (`error.message`, `error.code`) and Anthropic's too (`type`, `error.type`). */
export function errorBody({ status, code, message }: Refusal): Buffer {
  return Buffer.from(
    JSON.stringify({ type: 'error', error: { message, type: errorType(status), param: null, code } }),
  )
}

// Source: Anthropic API reference, "Errors". OpenAI's clients go by the status.
const ERROR_TYPES: Readonly<Record<number, string>> = {
  401: 'authentication_error',
  402: 'billing_error',
  403: 'permission_error',
  404: 'not_found_error',
  413: 'request_too_large',
  429: 'rate_limit_error',
  504: 'timeout_error',
  529: 'overloaded_error',
}

const errorType = (status: number): string =>
  ERROR_TYPES[status] ?? (status >= 500 ? 'api_error' : 'invalid_request_error')

export function refuse(response: ServerResponse, refusal: Refusal): void {
  if (response.headersSent || response.destroyed) return
  const body = errorBody(refusal)
  response.writeHead(refusal.status, { 'content-type': 'application/json', 'content-length': body.length })
  response.end(body)
}
