import { type IncomingMessage, type ServerResponse, createServer } from 'node:http'
import type { AddressInfo } from 'node:net'

/** What someone in the organization used at once. */
export interface Used {
  /** Milliseconds since 1970. */
  at: number
  /** When the API first tells of it; default: at once. */
  reportedAt?: number
  model: string
  project?: string
  apiKeyId?: string
  operation?: 'chat' | 'embeddings'
  input: number
  cached?: number
  cacheWrite?: number
  output?: number
}

export interface UsageServer extends AsyncDisposable {
  /** With its path. */
  baseUrl: string
  used: Used[]
  /** What to answer instead, one for each request to come. */
  failures: { status: number; headers?: Record<string, string>; body?: string }[]
  requests: URL[]
  /** The time there. */
  now: number
}

export const ADMIN_KEY = 'sk-admin-secret-of-the-test'

const WIDTHS: Record<string, { ms: number; default: number; max: number }> = {
  '1m': { ms: 60_000, default: 60, max: 1440 },
  '1h': { ms: 3_600_000, default: 24, max: 168 },
  '1d': { ms: 86_400_000, default: 7, max: 31 },
}

/** The usage APIs of OpenAI and of Anthropic on loopback, as their references describe them: buckets, pages, filters, late numbers. */
export async function usageServer(): Promise<UsageServer> {
  const server = createServer((request, response) => answer(state, request, response))
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const state: UsageServer = {
    baseUrl: `http://127.0.0.1:${(server.address() as AddressInfo).port}/v1`,
    used: [],
    failures: [],
    requests: [],
    now: Infinity,
    async [Symbol.asyncDispose]() {
      server.closeAllConnections()
      await new Promise((resolve) => server.close(resolve))
    },
  }
  return state
}

function answer(state: UsageServer, request: IncomingMessage, response: ServerResponse): void {
  const url = new URL(request.url ?? '', state.baseUrl)
  state.requests.push(url)
  const send = (status: number, body: unknown, headers: Record<string, string> = {}): void => {
    response.writeHead(status, { 'content-type': 'application/json', ...headers })
    response.end(typeof body === 'string' ? body : JSON.stringify(body))
  }
  const failure = state.failures.shift()
  if (failure !== undefined)
    return send(failure.status, failure.body ?? { error: { message: 'not now' } }, failure.headers)
  const api = APIS[url.pathname.replace(/^\/v1/, '')]
  if (api === undefined) return send(404, { error: { message: 'no such endpoint' } })
  const key = api.keyOf(request)
  if (key !== ADMIN_KEY)
    return send(401, {
      error: { message: `Incorrect API key provided: ${key}.`, type: 'invalid_request_error' },
    })
  const width = WIDTHS[url.searchParams.get('bucket_width') ?? '1d']!
  const limit = Number(url.searchParams.get('limit') ?? width.default)
  if (limit > width.max) return send(400, { error: { message: `limit is more than ${width.max}` } })
  const starts = api.starts(url.searchParams, width.ms)
  const offset = Number(/^page_(\d+)$/.exec(url.searchParams.get('page') ?? '')?.[1] ?? 0)
  const rest = starts.length - offset - limit
  send(200, {
    ...api.extra,
    data: starts.slice(offset, offset + limit).map((start) => {
      const inside = state.used.filter(
        (used) =>
          (used.operation ?? 'chat') === api.operation &&
          used.at >= start &&
          used.at < start + width.ms &&
          (used.reportedAt ?? 0) <= state.now &&
          isAsked(url.searchParams, `${api.project}s[]`, used.project) &&
          isAsked(url.searchParams, 'api_key_ids[]', used.apiKeyId),
      )
      return api.bucket(start, start + width.ms, resultsOf(inside, api, url.searchParams))
    }),
    has_more: rest > 0,
    next_page: rest > 0 ? `page_${offset + limit}` : null,
  })
}

const isAsked = (query: URLSearchParams, name: string, id: string | undefined): boolean =>
  !query.has(name) || query.getAll(name).includes(id ?? '')

type Group = { model: string | null; used: Used[] }

function resultsOf(used: readonly Used[], api: Api, query: URLSearchParams): object[] {
  const isGrouped = query.getAll('group_by[]').includes('model')
  const groups = new Map<string | null, Used[]>()
  for (const one of used) {
    const model = isGrouped ? one.model : null
    groups.set(model, [...(groups.get(model) ?? []), one])
  }
  return [...groups].map(([model, ofModel]) => api.result({ model, used: ofModel }))
}

const sum = ({ used }: Group, field: 'input' | 'cached' | 'cacheWrite' | 'output'): number =>
  used.reduce((total, one) => total + (one[field] ?? 0), 0)

interface Api {
  operation: 'chat' | 'embeddings'
  project: string
  extra: object
  keyOf(request: IncomingMessage): string
  /** Of the buckets that are asked for. */
  starts(query: URLSearchParams, widthMs: number): number[]
  bucket(start: number, end: number, results: object[]): object
  result(group: Group): object
}

function startsUntil(first: number, widthMs: number, isOver: (start: number) => boolean): number[] {
  const starts: number[] = []
  for (let start = Math.floor(first / widthMs) * widthMs; !isOver(start); start += widthMs) starts.push(start)
  return starts
}

const openAi = (operation: Api['operation'], object: string, result: (group: Group) => object): Api => ({
  operation,
  project: 'project_id',
  extra: { object: 'page' },
  keyOf: ({ headers }) => headers.authorization?.replace(/^Bearer /, '') ?? '',
  starts(query, widthMs) {
    const end = Number(query.get('end_time')) * 1000
    return startsUntil(Number(query.get('start_time')) * 1000, widthMs, (start) => start >= end)
  },
  bucket: (start, end, results) => ({
    object: 'bucket',
    start_time: start / 1000,
    end_time: end / 1000,
    results,
  }),
  result: (group) => ({
    object,
    num_model_requests: group.used.length,
    project_id: null,
    user_id: null,
    api_key_id: null,
    model: group.model,
    ...result(group),
  }),
})

const APIS: Record<string, Api> = {
  '/organization/usage/completions': openAi('chat', 'organization.usage.completions.result', (group) => ({
    input_tokens: sum(group, 'input'),
    input_cached_tokens: sum(group, 'cached'),
    output_tokens: sum(group, 'output'),
    input_audio_tokens: 0,
    output_audio_tokens: 0,
    batch: null,
    service_tier: null,
  })),
  '/organization/usage/embeddings': openAi('embeddings', 'organization.usage.embeddings.result', (group) => ({
    input_tokens: sum(group, 'input'),
  })),
  '/organizations/usage_report/messages': {
    operation: 'chat',
    project: 'workspace_id',
    extra: {},
    keyOf: ({ headers }) => String(headers['anthropic-version'] && headers['x-api-key']),
    starts(query, widthMs) {
      // "Time buckets that end before this RFC 3339 timestamp will be returned."
      const end = Date.parse(query.get('ending_at') ?? '')
      return startsUntil(
        Date.parse(query.get('starting_at') ?? ''),
        widthMs,
        (start) => start + widthMs >= end,
      )
    },
    bucket: (start, end, results) => ({
      starting_at: new Date(start).toISOString().replace('.000', ''),
      ending_at: new Date(end).toISOString().replace('.000', ''),
      results,
    }),
    result: (group) => ({
      uncached_input_tokens: sum(group, 'input') - sum(group, 'cached') - sum(group, 'cacheWrite'),
      cache_creation: { ephemeral_1h_input_tokens: 0, ephemeral_5m_input_tokens: sum(group, 'cacheWrite') },
      cache_read_input_tokens: sum(group, 'cached'),
      output_tokens: sum(group, 'output'),
      server_tool_use: { web_search_requests: 0 },
      model: group.model,
      workspace_id: null,
      api_key_id: null,
      service_tier: null,
      context_window: null,
    }),
  },
}
