import type * as z from 'zod'
import { LlmCall } from './llm-call.ts'

/** What is said of a call whose end a killed runner did not see. */
export const KILLED_DURING_CALL = 'the runner was killed during the call'

const { shape } = LlmCall

/**
 * One line of llm_calls_begun.jsonl: a call as it is to stand should nothing more be heard of it. What is the same for all such calls may
 * be left out: the call waits until its line is written.
 */
export const BegunCall = LlmCall.extend({
  time_to_first_byte_ms: shape.time_to_first_byte_ms.default(null),
  status: shape.status.default(null),
  error: shape.error.default(KILLED_DURING_CALL),
  'gen_ai.response.model': shape['gen_ai.response.model'].default(null),
  'gen_ai.response.finish_reasons': shape['gen_ai.response.finish_reasons'].default([]),
  'gen_ai.usage.input_tokens': shape['gen_ai.usage.input_tokens'].default(null),
  'gen_ai.usage.output_tokens': shape['gen_ai.usage.output_tokens'].default(null),
  'gen_ai.usage.cache_read.input_tokens': shape['gen_ai.usage.cache_read.input_tokens'].default(null),
  'gen_ai.usage.cache_creation.input_tokens': shape['gen_ai.usage.cache_creation.input_tokens'].default(null),
  'gen_ai.usage.reasoning.output_tokens': shape['gen_ai.usage.reasoning.output_tokens'].default(null),
  usage_source: shape.usage_source.default('unavailable'),
  usage_reason: shape.usage_reason.default(KILLED_DURING_CALL),
  cost_picousd: shape.cost_picousd.default(null),
  cost_reason: shape.cost_reason.default(KILLED_DURING_CALL),
})
/** As it is written. */
export type BegunCall = z.input<typeof BegunCall> & Pick<LlmCall, 'attempts'>
