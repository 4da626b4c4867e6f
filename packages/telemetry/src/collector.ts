import { UserError } from '@genai-devbench/schema'

const DEFAULT_ENDPOINT = 'http://localhost:4318'
const TRACES_PATH = '/v1/traces'

/**
 * Where traces are posted to: at the endpoint given; with none, at that of the environment variables of OpenTelemetry,
 * else at the standard's default. UserError for what is no address of a collector, and for a protocol other than
 * http/protobuf.
 * Source: https://opentelemetry.io/docs/specs/otel/protocol/exporter
 */
export function tracesUrl(endpoint: string | undefined, env: NodeJS.ProcessEnv): string {
  refuseOtherProtocols(env)
  if (endpoint !== undefined) return withTracesPath(parsed(endpoint, '--otlp'))
  const own = env['OTEL_EXPORTER_OTLP_TRACES_ENDPOINT']
  if (own) return parsed(own, 'OTEL_EXPORTER_OTLP_TRACES_ENDPOINT').href
  const shared = env['OTEL_EXPORTER_OTLP_ENDPOINT']
  return withTracesPath(parsed(shared || DEFAULT_ENDPOINT, 'OTEL_EXPORTER_OTLP_ENDPOINT'))
}

function parsed(text: string, origin: string): URL {
  const url = URL.canParse(text) ? new URL(text) : undefined
  if (
    url === undefined ||
    !['http:', 'https:'].includes(url.protocol) ||
    url.search !== '' ||
    url.hash !== ''
  )
    throw badEndpoint(`${origin}: "${text}" is not the address of a collector.`)
  // The address is printed.
  if (url.username !== '' || url.password !== '')
    throw badEndpoint(`${origin}: the address of the collector contains a name or a password.`)
  return url
}

const badEndpoint = (message: string): UserError =>
  new UserError('bad_otlp_endpoint', message, {
    hint: `Give the address where it takes OTLP over HTTP, such as ${DEFAULT_ENDPOINT}; keys go into OTEL_EXPORTER_OTLP_HEADERS.`,
  })

function withTracesPath({ href }: URL): string {
  const base = href.replace(/\/+$/, '')
  return base.endsWith(TRACES_PATH) ? base : `${base}${TRACES_PATH}`
}

function refuseOtherProtocols(env: NodeJS.ProcessEnv): void {
  for (const name of ['OTEL_EXPORTER_OTLP_TRACES_PROTOCOL', 'OTEL_EXPORTER_OTLP_PROTOCOL']) {
    const protocol = env[name]
    if (!protocol) continue
    if (protocol === 'http/protobuf') return
    throw new UserError('bad_otlp_protocol', `${name} is "${protocol}"; traces are sent as http/protobuf.`, {
      hint: 'Unset it, and give the address where the collector takes OTLP over HTTP (as a rule port 4318).',
    })
  }
}
