import { isObject, stringOrNull } from '../json/json.ts'

/**
 * Whether an error says that the account has nothing left to spend, or may spend no more: however long one waits, the same request
 * fails the same way until somebody pays or raises a limit.
 *
 * @param error what stands under `error` in an answer
 */
export function isOutOfCredit(error: unknown): boolean {
  if (!isObject(error)) return false
  const { code, type, details, message } = error
  const detail = isObject(details) ? details['error_code'] : undefined
  return (
    [code, type, detail].some((name) => typeof name === 'string' && NAMES.has(name)) ||
    UNNAMED.test(stringOrNull(message) ?? '')
  )
}

const NAMES = new Set([
  // OpenAI, "Error codes", 429: by their codes; the first is also the type of the others.
  'insufficient_quota',
  'credit_balance_exhausted',
  'organization_spend_limit_exceeded',
  'organization_usage_limit_exceeded',
  'project_spend_limit_exceeded',
  // Anthropic, "Errors", 402, and "Rate limits", 429.
  'billing_error',
  'enforced_spend_limit_reached',
])

/** Anthropic's 400 for an empty balance and for a limit that the account has set itself ("Rate limits"): an invalid_request_error like any. */
const UNNAMED =
  /^Your credit balance is too low|^You have reached your specified (?:workspace )?API usage limits/
