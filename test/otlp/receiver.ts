import { type IncomingHttpHeaders, type RequestListener, createServer } from 'node:http'
import { createRequire } from 'node:module'
import type { AddressInfo } from 'node:net'
import { gunzipSync } from 'node:zlib'

export interface ReceivedSpan {
  traceId: string
  spanId: string
  /** Empty for a root. */
  parentSpanId: string
  name: string
  kind: string
  /** Nanoseconds since 1970. */
  start: bigint
  end: bigint
  status: { code: string; message: string }
  attributes: Record<string, unknown>
  resource: Record<string, unknown>
}

export interface OtlpReceiver extends AsyncDisposable {
  /** To be given to --otlp. */
  url: string
  requests: { path: string; headers: IncomingHttpHeaders; body: Buffer }[]
  /** Of all requests so far. */
  spans(): ReceivedSpan[]
}

/** Takes traces as a collector does, unless it is told to answer otherwise, and reads them with OpenTelemetry's own definitions. */
export async function otlpReceiver(
  respond: RequestListener = (_request, response) =>
    void response.writeHead(200, { 'content-type': 'application/x-protobuf' }).end(),
): Promise<OtlpReceiver> {
  const requests: OtlpReceiver['requests'] = []
  const server = createServer((request, response) => {
    const chunks: Buffer[] = []
    request.on('data', (chunk: Buffer) => chunks.push(chunk))
    request.on('end', () => {
      const sent = Buffer.concat(chunks)
      const body = request.headers['content-encoding'] === 'gzip' ? gunzipSync(sent) : sent
      requests.push({ path: request.url ?? '', headers: request.headers, body })
      respond(request, response)
    })
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    requests,
    spans: () => requests.flatMap(({ body }) => decodeSpans(body)),
    async [Symbol.asyncDispose]() {
      server.closeAllConnections()
      await new Promise((resolve) => server.close(resolve))
    },
  }
}

interface KeyValue {
  key: string
  value: { arrayValue?: { values: KeyValue['value'][] } } & Record<string, unknown>
}
interface Decoded {
  resourceSpans: {
    resource: { attributes: KeyValue[] }
    scopeSpans: {
      spans: ({
        startTimeUnixNano: string
        endTimeUnixNano: string
        attributes: KeyValue[]
        status: { code: string; message: string }
      } & Record<'traceId' | 'spanId' | 'parentSpanId', Uint8Array> &
        Record<'name' | 'kind', string>)[]
    }[]
  }[]
}
interface Message {
  decode(body: Uint8Array): object
  toObject(message: object, options: object): Decoded
}

const require = createRequire(import.meta.url)
const { opentelemetry } = require('otlp-definitions/build/src/generated/root') as {
  opentelemetry: { proto: { collector: { trace: { v1: { ExportTraceServiceRequest: Message } } } } }
}
const { ExportTraceServiceRequest } = opentelemetry.proto.collector.trace.v1

function decodeSpans(body: Buffer): ReceivedSpan[] {
  const options = { longs: String, enums: String, defaults: true, arrays: true }
  const { resourceSpans } = ExportTraceServiceRequest.toObject(
    ExportTraceServiceRequest.decode(body),
    options,
  )
  return resourceSpans.flatMap(({ resource, scopeSpans }) =>
    scopeSpans
      .flatMap(({ spans }) => spans)
      .map((span) => ({
        traceId: hex(span.traceId),
        spanId: hex(span.spanId),
        parentSpanId: hex(span.parentSpanId),
        name: span.name,
        kind: span.kind,
        start: BigInt(span.startTimeUnixNano),
        end: BigInt(span.endTimeUnixNano),
        status: { code: span.status.code, message: span.status.message },
        attributes: plain(span.attributes),
        resource: plain(resource.attributes),
      })),
  )
}

const hex = (bytes: Uint8Array): string => Buffer.from(bytes).toString('hex')

const plain = (attributes: KeyValue[]): Record<string, unknown> =>
  Object.fromEntries(attributes.map(({ key, value }) => [key, valueOf(value)]))

function valueOf(value: KeyValue['value']): unknown {
  if (value.arrayValue) return value.arrayValue.values.map(valueOf)
  if ('intValue' in value) return Number(value['intValue'])
  return value['stringValue'] ?? value['boolValue'] ?? value['doubleValue']
}
