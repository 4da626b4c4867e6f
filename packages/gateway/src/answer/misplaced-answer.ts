import type { Refusal } from '../http/errors.ts'
import { headerValue } from '../http/headers.ts'

/** What every API here answers with; and two types that say nothing, under which home-made servers send JSON. */
const EXPECTED =
  /^(text\/event-stream|[\w.+-]+\/([\w.-]+\+)?json|application\/x-ndjson|text\/plain|application\/octet-stream)\s*(;|$)/i

/**
 * What the client is told in place of an answer that no model gave: the page of a proxy or of a web site, or the way to
 * another address. Undefined for all others. Passed on, a page is taken for a success that says nothing, and asked for
 * again without end; a redirect leads past the gateway.
 */
export function misplacedAnswer(status: number, headers: readonly string[]): Refusal | undefined {
  if (status >= 400) return undefined
  const contentType = headerValue(headers, 'content-type').trim()
  const found =
    status >= 300
      ? `a redirect${destination(headers)}`
      : contentType === '' || EXPECTED.test(contentType)
        ? undefined
        : `${contentType.slice(0, 100)} in place of JSON or an event stream`
  if (found === undefined) return undefined
  return {
    status: 502,
    code: 'no_model_answer',
    message: `The provider answered ${status} with ${found}. Is llm.base_url the address of the API itself, and no proxy in between?`,
  }
}

/** Without its query, which may hold what is nobody's business. */
function destination(headers: readonly string[]): string {
  const [location = ''] = headerValue(headers, 'location').split(/[?#]/, 1)
  return location === '' ? '' : ` to ${location.slice(0, 200)}`
}
