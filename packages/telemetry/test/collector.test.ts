import { UserError } from '@genai-devbench/schema'
import { expect, test } from 'vitest'
import { tracesUrl } from '../src/index.ts'

test.each([
  ['http://127.0.0.1:4318', 'http://127.0.0.1:4318/v1/traces'],
  ['http://127.0.0.1:4318/', 'http://127.0.0.1:4318/v1/traces'],
  ['http://127.0.0.1:4318/v1/traces', 'http://127.0.0.1:4318/v1/traces'],
  ['https://collector.example/otlp', 'https://collector.example/otlp/v1/traces'],
])('traces for the endpoint %s go to %s', (endpoint, url) => {
  expect(tracesUrl(endpoint, { OTEL_EXPORTER_OTLP_ENDPOINT: 'http://another:1' })).toBe(url)
})

test('without an endpoint the variables of the standard say where, of traces before that of all signals', () => {
  const shared = { OTEL_EXPORTER_OTLP_ENDPOINT: 'http://shared:4318' }
  const own = { OTEL_EXPORTER_OTLP_TRACES_ENDPOINT: 'http://own:4318/as/it/is' }
  expect(tracesUrl(undefined, { ...shared, ...own })).toBe('http://own:4318/as/it/is')
  expect(tracesUrl(undefined, shared)).toBe('http://shared:4318/v1/traces')
  expect(tracesUrl(undefined, { OTEL_EXPORTER_OTLP_ENDPOINT: '' })).toBe('http://localhost:4318/v1/traces')
})

test.each(['collector', '127.0.0.1:4318', 'grpc://collector:4317', 'http://c/?key=1', 'http://a:b@c'])(
  '%s is no address of a collector',
  (endpoint) => {
    expect(() => tracesUrl(endpoint, {})).toThrow(UserError)
  },
)

test('a name and a password are not repeated', () => {
  expect(() => tracesUrl('http://me:hunter2@c', {})).toThrow(/^(?!.*hunter2)/s)
})

test('a protocol other than http/protobuf is refused, that of traces counting before that of all signals', () => {
  const shared = { OTEL_EXPORTER_OTLP_PROTOCOL: 'grpc' }
  expect(() => tracesUrl('http://c', shared)).toThrow('OTEL_EXPORTER_OTLP_PROTOCOL is "grpc"')
  expect(tracesUrl('http://c', { ...shared, OTEL_EXPORTER_OTLP_TRACES_PROTOCOL: 'http/protobuf' })).toBe(
    'http://c/v1/traces',
  )
})
