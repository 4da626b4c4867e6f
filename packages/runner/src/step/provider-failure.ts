import type { LlmCall } from '@genai-devbench/schema'

/** What the provider would say again however often it is asked: the account is empty, the key is wrong, or may not do what is asked. */
export const isRefusal = ({ status, out_of_credit }: LlmCall): boolean =>
  out_of_credit === true || status === 401 || status === 403

/** What the provider, and nothing that the framework did, made of a call that failed; undefined where it did not fail so. */
export function providerFailure(call: LlmCall): string | undefined {
  const { status, error, out_of_credit } = call
  const said = error ?? `status ${status}`
  if (out_of_credit) return `the account at the model provider has nothing left to spend (${said})`
  if (isRefusal(call))
    return `the model provider refused the key, or what the key may do (${error === null ? said : `status ${status}: ${error}`})`
  const failed = status === null ? error !== null : status === 429 || status >= 500
  return failed ? `the model provider failed (${said})` : undefined
}
