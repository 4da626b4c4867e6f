import type { Refusal } from '../http/errors.ts'
import { headerValue } from '../http/headers.ts'

const EVENT_STREAM = /^text\/event-stream\s*(;|$)/i
const JSON_TYPE = /^[\w.+-]+\/([\w.-]+\+)?(json|x-ndjson)\s*(;|$)/i
/** Home-made servers send JSON and events under these, or under none. */
const SAYS_NOTHING = /^((text\/plain|application\/octet-stream)\s*(;|$)|$)/i

/** Whether an answer of this type is read as server-sent events. */
export const isStream = (contentType: string, isStreamAsked: boolean): boolean =>
  EVENT_STREAM.test(contentType.trim()) || (isStreamAsked && SAYS_NOTHING.test(contentType.trim()))

const isModelAnswer = (contentType: string) =>
  [EVENT_STREAM, JSON_TYPE, SAYS_NOTHING].some((type) => type.test(contentType))

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
      : isModelAnswer(contentType)
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
