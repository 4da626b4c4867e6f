import { type BucketWidth, UserError, formatPath } from '@genai-devbench/schema'
import ky, { HTTPError, type KyInstance } from 'ky'
import { BUCKET_MS, MOST_BUCKETS } from './bucket-width.ts'
import type { UsageApi, UsageFilters, UsagePage } from './providers/usage-api.ts'
import type { ReportedBuckets } from './reported-usage.ts'
import { type Span, joined } from './usage-windows.ts'

export interface UsageQuery {
  operations: readonly string[]
  windows: readonly Span[]
  width: BucketWidth
  filters: UsageFilters
}

export interface UsageAccess {
  baseUrl: string
  /** An admin key: sent to the base URL, and written nowhere. */
  key: string
}

/** For one attempt to begin to be answered, and for a page in all, waits and its body included. */
const ATTEMPT_TIMEOUT_MS = 60_000
const PAGE_TIMEOUT_MS = 300_000
const LONGEST_WAIT_MS = 60_000

/**
 * Asks a provider for the usage in some windows, page by page. 408, 429 and 5xx are tried again, after the wait that the provider
 * asks for. UserError when the key is refused (exit code 2), or when no good answer comes (exit code 1).
 */
export async function fetchUsage(
  api: UsageApi,
  { baseUrl, key }: UsageAccess,
  { operations, windows, width, filters }: UsageQuery,
): Promise<ReportedBuckets> {
  const client = ky.create({
    prefixUrl: baseUrl,
    headers: api.headers(key),
    // A redirect would take the key to another server.
    redirect: 'manual',
    timeout: ATTEMPT_TIMEOUT_MS,
    retry: { limit: 3, statusCodes: [408, 429, 500, 502, 503, 504, 529], maxRetryAfter: LONGEST_WAIT_MS },
  })
  // What lies between windows that are far apart would be pages of nothing.
  const spans = joined(windows, MOST_BUCKETS[width] * BUCKET_MS[width])
  const reported: ReportedBuckets = { width, spans: [], buckets: [], nothing: api.nothing }
  for (const operation of operations) {
    const path = api.paths[operation]
    if (path === undefined) continue
    for (const span of spans) {
      const query: [string, string][] = [
        ...api.query(span, width, filters),
        ['limit', String(MOST_BUCKETS[width])],
      ]
      for await (const page of pages(api, client, path, query, key)) {
        for (const { from, to, results } of page.buckets) {
          if (to - from !== BUCKET_MS[width]) throw badAnswer(api, `a bucket is not as wide as ${width}.`)
          for (const { model, usage } of results) {
            if (model === null) throw badAnswer(api, 'the results are not grouped by model.')
            reported.buckets.push({ from, to, operation, model, usage })
          }
        }
      }
      reported.spans.push({ ...span, operation })
    }
  }
  return reported
}

async function* pages(
  api: UsageApi,
  client: KyInstance,
  path: string,
  query: [string, string][],
  key: string,
): AsyncGenerator<UsagePage> {
  const seen = new Set<string>()
  let next: [string, string][] = []
  for (;;) {
    const page = readPage(api, await answerText(api, client, path, [...query, ...next], key))
    yield page
    if (page.next === undefined) return
    if (page.next === null || seen.has(page.next))
      throw badAnswer(api, 'has_more is true and next_page names no new page.')
    seen.add(page.next)
    next = [['page', page.next]]
  }
}

async function answerText(
  api: UsageApi,
  client: KyInstance,
  path: string,
  query: [string, string][],
  key: string,
): Promise<string> {
  try {
    const signal = AbortSignal.timeout(PAGE_TIMEOUT_MS)
    return await client.get(path.slice(1), { searchParams: query, signal }).text()
  } catch (error) {
    if (error instanceof HTTPError) throw await refusal(api, error, key)
    const cause = error instanceof Error && error.cause instanceof Error ? error.cause : error
    const message = cause instanceof Error ? cause.message : String(cause)
    throw new UserError('usage_api_unreachable', `The usage API of ${api.title} did not answer: ${message}`, {
      hint: 'Check the network and --base-url, or save its pages elsewhere and read them with --import.',
      cause: error,
      exitCode: 1,
    })
  }
}

const MOST_CHARACTERS = 300

async function refusal(api: UsageApi, { response }: HTTPError, key: string): Promise<UserError> {
  const { status, url } = response
  const text = statedError(await response.text()).replaceAll(key, '[key]')
  const message = `${api.title} refused the request for usage: HTTP ${status}${text === '' ? '' : `: ${text}`}`
  if (status === 401 || status === 403)
    return new UserError('admin_key_refused', message, { hint: api.keyHint })
  if (status < 400 || status === 404) {
    const hint = `There is no usage API at ${url.split('?', 1)[0]}. Check --base-url.`
    return new UserError('no_usage_api', message, { hint })
  }
  if (status === 429 || status >= 500)
    return new UserError('usage_api_failed', message, { hint: 'Try again later.', exitCode: 1 })
  const hint = 'Check --project and --api-key-id.'
  return new UserError('usage_refused', message, { hint })
}

function statedError(body: string): string {
  try {
    const { error } = JSON.parse(body) as { error?: { message?: unknown } }
    return typeof error?.message === 'string' ? error.message.slice(0, MOST_CHARACTERS) : ''
  } catch {
    return ''
  }
}

function readPage(api: UsageApi, text: string): UsagePage {
  let answer: unknown
  try {
    answer = JSON.parse(text)
  } catch {
    throw badAnswer(api, `it is no JSON: ${text.slice(0, 80)}`)
  }
  const read = api.readPage(answer)
  if ('page' in read) return read.page
  const { path, message } = read.faults[0]!
  throw badAnswer(api, `${formatPath(path)}: ${message}`)
}

const badAnswer = (api: UsageApi, fault: string): UserError =>
  new UserError('bad_usage_answer', `The answer of ${api.title} is no page of usage: ${fault}`, {
    hint: 'Check --base-url. If it is right, the API has changed: save its pages and report this.',
    exitCode: 1,
  })
