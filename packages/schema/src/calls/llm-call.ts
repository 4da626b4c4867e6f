import * as z from 'zod'
import { Timestamp } from '../names.ts'

/** Where a number comes from. A null value always carries a reason beside it. */
export const USAGE_SOURCES = ['measured', 'estimated', 'unavailable'] as const

const tokens = z.int().min(0).nullable()

/** One time a call was sent to the provider. */
const CallAttempt = z.strictObject({
  /** What the provider answered; null when no answer began. */
  status: z.int().nullable(),
  /** Why this attempt brought no good answer; null for the one that did. */
  error: z.string().nullable(),
  duration_ms: z.number().min(0),
  /** The wait before it, in the gateway: for a retry, a rate or a place. */
  waited_ms: z.number().min(0),
})
export type CallAttempt = z.infer<typeof CallAttempt>

/**
 * One line of llm_calls.jsonl: one request that a framework made. Names with dots are those of the
 * OpenTelemetry GenAI semantic conventions; `input_tokens` includes the cached ones.
 */
export const LlmCall = z.strictObject({
  id: z.string(),
  framework: z.string(),
  run: z.int().positive(),
  attempt: z.int().positive(),
  step: z.int().positive(),
  execution_index: z.int().positive(),
  phase: z.string(),
  started_at: Timestamp,
  /** From the request to the end of its answer, waits included. */
  duration_ms: z.number().min(0),
  /** How long the call waited in the gateway: for a budget, a rate, a place or a retry. No time of the model's. */
  waited_ms: z.number().min(0).default(0),
  /** Each time it was sent, the last included; empty when it never was. */
  attempts: z.array(CallAttempt).default([]),
  /** What a budget set aside for the call: counts as spent where its usage is unknown. Null without a budget. */
  reserved_tokens: tokens.default(null),
  reserved_picousd: z.int().min(0).nullable().default(null),
  /** Milliseconds to the first byte of the body, waits left out; null when none came. */
  time_to_first_byte_ms: z.number().min(0).nullable(),
  path: z.string(),
  stream: z.boolean(),
  status: z.int().nullable(),
  /** Why no complete answer came; null when it did. */
  error: z.string().nullable(),
  /** The provider says that the account has nothing left to spend, or may spend no more: the call was not tried again. */
  out_of_credit: z.literal(true).optional(),
  /** Everything the gateway changed, by name: in the request what was asked for and what was sent, in the response (`response.`) what came and what was passed on. */
  mutations: z.array(z.strictObject({ field: z.string(), from: z.unknown(), to: z.unknown() })),
  'gen_ai.operation.name': z.string(),
  'gen_ai.provider.name': z.string(),
  /** As the framework asked, before pinning. */
  'gen_ai.request.model': z.string().nullable(),
  /** As it was sent to the provider. */
  sent_model: z.string().nullable(),
  sent_temperature: z.number().nullable(),
  sent_seed: z.number().nullable(),
  'gen_ai.response.model': z.string().nullable(),
  'gen_ai.response.finish_reasons': z.array(z.string()),
  'gen_ai.usage.input_tokens': tokens,
  'gen_ai.usage.output_tokens': tokens,
  'gen_ai.usage.cache_read.input_tokens': tokens,
  'gen_ai.usage.cache_creation.input_tokens': tokens,
  'gen_ai.usage.reasoning.output_tokens': tokens,
  /** Those written to a cache that are kept for an hour, where the provider charges more for that. */
  cache_creation_hour_tokens: z.int().positive().optional(),
  /** Of tokens and cost. `estimated`: at least one number is not the provider's own; `usage_reason` says which and how it was counted. */
  usage_source: z.enum(USAGE_SOURCES),
  usage_reason: z.string().nullable(),
  /** The answer was cut off: output and cost are those of what had arrived, and the provider may bill more. */
  usage_is_minimum: z.literal(true).optional(),
  /** Picodollars (1e-12 USD): whole numbers, so that sums are exact. */
  cost_picousd: z.int().min(0).nullable(),
  cost_reason: z.string().nullable(),
  /** Answered from a recording: `duration_ms` and `time_to_first_byte_ms` are the replay's own and measure no model. */
  replayed: z.literal(true).optional(),
})
export type LlmCall = z.infer<typeof LlmCall>

/** Sums over calls. A sum with an unknown part is unknown, and says why. */
export const Usage = z.strictObject({
  calls: z.int().min(0),
  failed_calls: z.int().min(0),
  /** Calls with tokens that were counted with a tokenizer, for want of the provider's own count. */
  estimated_calls: z.int().min(0).default(0),
  input_tokens: tokens,
  output_tokens: tokens,
  cached_input_tokens: tokens,
  cache_creation_input_tokens: tokens,
  reasoning_tokens: tokens,
  tokens_reason: z.string().nullable(),
  /** Picodollars. A sum past 2^53 of them, 9,007 USD, is rounded to the nearest double: by 1e-16 of it at most. */
  cost_picousd: z.number().min(0).nullable(),
  cost_reason: z.string().nullable(),
  /** At the provider; `waited_ms` in the gateway comes on top. Null when a call was replayed: how long that took says nothing about the model. */
  model_ms: z.number().min(0).nullable(),
  waited_ms: z.number().min(0).default(0),
})
export type Usage = z.infer<typeof Usage>
