import type { AttributeValue, Attributes } from '@opentelemetry/api'
import type { LlmCall, RunRecord, StepRecord, Usage } from '@genai-devbench/schema'

type Fact = AttributeValue | null | undefined

/** Where the provider is, as the convention `server.*` has it. */
export interface Server {
  address: string
  port: number
}

/** On every span, so that each can be found by them. */
export function commonAttributes({ experiment, framework, run, attempt }: RunRecord): Attributes {
  return named('devbench.', { experiment, framework, run, attempt })
}

export function runAttributes(record: RunRecord): Attributes {
  const { adapter, model, provider, replayed, seed, block_position, config_sha256, outcome } = record
  const { usage, wall_ms } = record.totals
  const facts = { adapter, model, provider, replayed, seed, block_position, config_sha256, outcome, wall_ms }
  return {
    ...named('devbench.', facts),
    ...named('devbench.identity.', record.identity),
    ...usageAttributes(usage),
  }
}

export function stepAttributes(step: StepRecord): Attributes {
  const { id, name, execution_index, prompt_sha256, outcome, wall_ms, interventions } = step
  const facts = { id, name, execution_index, prompt_sha256, outcome, wall_ms }
  return {
    ...named('devbench.step.', { ...facts, interventions: interventions.length }),
    ...usageAttributes(step.usage),
  }
}

export const phaseAttributes = (step: number, phase: string, usage: Usage): Attributes => ({
  ...named('devbench.', { 'step.id': step, phase }),
  ...usageAttributes(usage),
})

/** Under names of our own: sums under the convention's would be counted again on top of the calls. */
const usageAttributes = (usage: Usage): Attributes => named('devbench.usage.', usage)

/** What of a call has no name in the conventions. Named one by one: texts of requests and answers stay here. */
const OWN_FACTS = [
  'id',
  'path',
  'waited_ms',
  'time_to_first_byte_ms',
  'sent_model',
  'usage_source',
  'usage_reason',
  'cost_picousd',
  'cost_reason',
  'replayed',
] as const satisfies (keyof LlmCall)[]

const CONVENTIONAL = /^gen_ai\.(operation|provider|request|response|usage)\./

/** The names of the conventions for generative AI are those of llm_calls.jsonl. */
export function callAttributes(call: LlmCall, server: Server | undefined): Attributes {
  const conventional = Object.entries(call).filter(([name]) => CONVENTIONAL.test(name))
  return {
    ...named('', Object.fromEntries(conventional) as Record<string, Fact>),
    ...named('', {
      'gen_ai.request.temperature': call.sent_temperature,
      'gen_ai.request.seed': call.sent_seed,
      'gen_ai.request.stream': call.stream || null,
      'http.response.status_code': call.status,
      'server.address': server?.address,
      'server.port': server?.port,
    }),
    ...named('devbench.', { 'step.id': call.step, phase: call.phase }),
    ...named('devbench.call.', Object.fromEntries(OWN_FACTS.map((name) => [name, call[name]]))),
    ...named('devbench.call.', {
      attempts: call.attempts.length,
      mutations: call.mutations.map(({ field }) => field),
    }),
  }
}

/** What is unknown has no attribute: a span knows no null. */
function named(prefix: string, facts: Readonly<Record<string, Fact>>): Attributes {
  const known = Object.entries(facts).flatMap(([name, value]): [string, AttributeValue][] =>
    value === null || value === undefined || (Array.isArray(value) && value.length === 0)
      ? []
      : [[`${prefix}${name}`, value]],
  )
  return Object.fromEntries(known)
}
