// RFC 9110, 7.6.1: these describe one connection and are never passed on; nor is whatever `Connection` names.
const HOP_BY_HOP = [
  'connection',
  'keep-alive',
  'proxy-authenticate',
  'proxy-authorization',
  'proxy-connection',
  'te',
  'trailer',
  'transfer-encoding',
  'upgrade',
]

const NOT_UPSTREAM = new Set([
  ...HOP_BY_HOP,
  'host',
  'content-length',
  'expect',
  // The client's keys are the gateway's throw-away ones: no provider has a use for them.
  'authorization',
  'api-key',
  'x-api-key',
  // Asked for uncompressed, so that the usage can be read while the bytes pass.
  'accept-encoding',
])

const NOT_DOWNSTREAM = new Set(HOP_BY_HOP)
const NOT_DOWNSTREAM_OR_LENGTH = new Set([...HOP_BY_HOP, 'content-length'])

/** What a client sent, as it goes to the provider. Lists are name, value, name, value. */
export const upstreamHeaders = (headers: readonly string[]): string[] => [
  ...without(headers, NOT_UPSTREAM),
  'accept-encoding',
  'identity',
]

/** What a provider sent, as it goes to the client; without the length where the body is going to be changed. */
export function downstreamHeaders(headers: readonly string[], keepLength: boolean): string[] {
  return without(headers, keepLength ? NOT_DOWNSTREAM : NOT_DOWNSTREAM_OR_LENGTH)
}

/** The value of a header, '' when it is not there. */
export function headerValue(headers: readonly string[], name: string): string {
  for (let i = 0; i < headers.length; i += 2) {
    if (headers[i]!.toLowerCase() === name) return headers[i + 1]!
  }
  return ''
}

function without(headers: readonly string[], dropped: ReadonlySet<string>): string[] {
  const connection = headerValue(headers, 'connection').toLowerCase()
  const named =
    connection === '' || connection === 'keep-alive' ? [] : connection.split(',').map((name) => name.trim())
  const kept: string[] = []
  for (let i = 0; i < headers.length; i += 2) {
    const name = headers[i]!.toLowerCase()
    if (!dropped.has(name) && !named.includes(name)) kept.push(headers[i]!, headers[i + 1]!)
  }
  return kept
}
