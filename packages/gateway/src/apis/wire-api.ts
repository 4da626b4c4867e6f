import type { IncomingHttpHeaders } from 'node:http'
import type { LlmCall } from '@genai-devbench/schema'
import type { AnswerFacts } from '../answer/answer-facts.ts'
import type { ApiTexts } from '../estimate/api-texts.ts'

/** One way of calling a model: where its requests hold what is pinned, and where its answers say what is metered. */
export interface WireApi {
  operation: LlmCall['gen_ai.operation.name']
  /** It asks a question about a call and makes none: held to the experiment's model, and not recorded. */
  isFree?: boolean
  /** The same in the version that a request's headers name, where that makes a difference. */
  inVersionOf?(headers: IncomingHttpHeaders): WireApi
  /** Why what a request asks for could not be metered; undefined where it can. */
  unmetered?(json: Record<string, unknown>): string | undefined
  /** Which of the experiment's settings a request has a member for. What an API does not know is never sent to it. */
  pins: { model: boolean; temperature: boolean; seed: boolean }
  /** The member that asks for the usage in a stream, where it does not come by itself. */
  usageOption?: readonly [string, ...string[]]
  /** What can be counted where the provider reports no usage; absent where that is no text. */
  texts?: ApiTexts
  /** Keys of which an event of a stream holds one, with a value other than null, when there is something to learn from it. */
  telling: readonly string[]
  /** Takes note of a whole answer, or of one event of a stream. A later usage replaces an earlier one. */
  learn(facts: AnswerFacts, json: Record<string, unknown>): void
  /** Whether an event is there for the usage that the client did not ask for, and for nothing else. */
  isUsageAlone?(json: Record<string, unknown>): boolean
}
