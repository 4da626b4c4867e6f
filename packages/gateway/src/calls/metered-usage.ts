import type { LlmCall } from '@genai-devbench/schema'
import type { ObservedCall } from './observed-call.ts'
import type { ApiTexts } from '../estimate/api-texts.ts'
import { estimatedUsage } from '../estimate/estimate-usage.ts'
import { NO_TOKENS, type TokenUsage } from './token-usage.ts'

/** What a call's record says of its tokens; null for what is not known. */
export interface MeteredUsage {
  input: number | null
  output: number | null
  cached: number | null
  cacheWrite: number | null
  /** Those of them that the cache keeps for an hour; 0 where nothing is said of that. */
  cacheWriteHour: number
  reasoning: number | null
  source: LlmCall['usage_source']
  reason: string | null
  /** More may have been taken than is counted. */
  isMinimum?: true
}

const LOST_ATTEMPT =
  'an earlier attempt reached the provider and brought no answer: what it used is not known'

/**
 * As the provider reported it; where it did not, counted with a tokenizer, which is not done at once.
 *
 * @param texts of the call's API; undefined where nothing is text
 * @param written what the model wrote, as far as it came
 */
export function meteredUsage(
  call: ObservedCall,
  texts: ApiTexts | undefined,
  written: () => readonly string[],
): MeteredUsage | Promise<MeteredUsage> {
  const reported = reportedUsage(call)
  const { request, answer, trace } = call
  // What was lost with an earlier attempt cannot be counted.
  if (reported.source !== 'unavailable' || trace.lost > 0 || request === null || texts === undefined) {
    return reported
  }
  return estimatedUsage({
    reported,
    texts,
    request: request.body,
    written,
    isWhole: isWholeAnswer(call),
    model: answer?.model ?? request.sent.model,
  })
}

function reportedUsage({ end, status, answer, trace }: ObservedCall): MeteredUsage {
  if (trace.lost > 0) return unavailable(LOST_ATTEMPT)
  if (end.kind === 'not sent') return metered(NO_TOKENS, 'measured', null)
  const usage = answer?.usage ?? null
  // A usage before the end of a stream may be a running total: it is the call's own once the model has finished.
  const isWhole = end.kind === 'answered' && !answer?.isUsageSoFar
  if (usage !== null && (isWhole || answer!.finishReasons.length > 0)) {
    return metered(usage, 'measured', unreported(usage))
  }
  if (status !== null && status >= 400) {
    return metered(NO_TOKENS, 'estimated', 'error response without usage: counted as 0')
  }
  if (usage !== null) {
    const reason = 'cut off before the provider reported the usage of its output'
    return metered({ ...usage, output: null, reasoning: null }, 'unavailable', reason)
  }
  return unavailable(
    end.kind === 'cut off'
      ? 'cut off before the provider reported the usage'
      : (answer?.usageProblem ?? 'the provider reported no usage'),
  )
}

/** Whether the model came to its end, as far as the provider let know. */
function isWholeAnswer({ end, request, answer }: ObservedCall): boolean {
  if (answer === null || answer.error !== null) return false
  if (answer.finishReasons.length >= (request?.answers ?? 1)) return true
  return end.kind === 'answered' && !answer.isUsageSoFar
}

const NOTHING_KNOWN = {
  input: null,
  output: null,
  cached: null,
  cacheWrite: null,
  cacheWriteHour: 0,
  reasoning: null,
}

const unavailable = (reason: string): MeteredUsage => metered(NOTHING_KNOWN, 'unavailable', reason)

// Member by member: to spread an object costs V8 several microseconds, every call.
const metered = (
  { input, output, cached, cacheWrite, cacheWriteHour = 0, reasoning }: CountedTokens,
  source: MeteredUsage['source'],
  reason: string | null,
): MeteredUsage => ({ input, output, cached, cacheWrite, cacheWriteHour, reasoning, source, reason })

type CountedTokens = Partial<Pick<TokenUsage, 'cacheWriteHour'>> &
  Pick<MeteredUsage, 'input' | 'output' | 'cached' | 'cacheWrite' | 'reasoning'>

function unreported({ cached, reasoning }: TokenUsage): string | null {
  if (cached !== null) return reasoning === null ? 'the provider reported no reasoning tokens' : null
  if (reasoning !== null) return 'the provider reported no cached tokens'
  return 'the provider reported no cached and no reasoning tokens'
}
