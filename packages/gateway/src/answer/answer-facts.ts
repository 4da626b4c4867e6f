import { isObject, stringOrNull, stringified } from '../json/json.ts'
import type { TokenUsage } from '../calls/token-usage.ts'
import { isOutOfCredit } from './out-of-credit.ts'

/** What is learnt from a response while it passes. */
export interface AnswerFacts {
  model: string | null
  finishReasons: string[]
  usage: TokenUsage | null
  /** The usage is that of the answer so far: more may have been generated when it was sent. */
  isUsageSoFar: boolean
  /** Why there may be no usage although the provider sent one. */
  usageProblem: string | null
  /** The error that the body states, also in the middle of a stream. */
  error: string | null
  /** It says that the account has nothing left to spend. */
  isOutOfCredit?: true
}

export const noFacts = (): AnswerFacts => ({
  model: null,
  finishReasons: [],
  usage: null,
  isUsageSoFar: false,
  usageProblem: null,
  error: null,
})

/** Takes note of a usage as it was read; undefined is one that was there and made no sense. */
export function learnUsage(facts: AnswerFacts, usage: TokenUsage | undefined): void {
  if (usage === undefined) facts.usageProblem = 'the provider reported its usage in an unknown form'
  else facts.usage = usage
}

/** Takes note of what stands under `error`, if anything does. The first one stays. */
export function learnError(facts: AnswerFacts, error: unknown): void {
  if (facts.error !== null) return
  facts.error = errorText(error)
  if (isOutOfCredit(error)) facts.isOutOfCredit = true
}

/** Of what stands under `error`: its message, or all of it. */
export function errorText(error: unknown): string | null {
  if (typeof error === 'string') return error
  if (!isObject(error)) return null
  return (
    stringOrNull(error['message']) ?? stringified(error) ?? 'an error that is nested too deep to be shown'
  )
}
