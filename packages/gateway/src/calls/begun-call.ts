import { type BegunCall, KILLED_DURING_CALL } from '@genai-devbench/schema'
import type { BudgetHold } from '../limits/budget-hold.ts'
import type { CallObserver } from './observed-call.ts'
import type { Provider } from '../providers/provider.ts'
import type { SessionSpec } from '../sessions/session.ts'

const UNHEARD = { status: null, error: KILLED_DURING_CALL, duration_ms: 0, waited_ms: 0 }

/** What is known of a call that is about to be sent. */
export function begunCall(
  call: CallObserver,
  { trace, held }: BudgetHold,
  spec: SessionSpec,
  provider: Pick<Provider, 'id' | 'replayed'>,
): BegunCall {
  const { sent, requestedModel, mutations, stream } = call.request!
  const begun: BegunCall = {
    id: call.id,
    framework: spec.framework,
    run: spec.run,
    attempt: spec.attempt,
    step: spec.step,
    execution_index: spec.executionIndex,
    phase: spec.phase,
    started_at: call.startedAt.toISOString(),
    duration_ms: call.durationMs,
    waited_ms: trace.waitedMs,
    attempts: [...trace.attempts, UNHEARD],
    reserved_tokens: held?.tokens ?? null,
    reserved_picousd: held?.picousd ?? null,
    path: call.path,
    stream,
    mutations,
    'gen_ai.operation.name': call.operation,
    'gen_ai.provider.name': provider.id,
    'gen_ai.request.model': requestedModel,
    sent_model: sent.model,
    sent_temperature: sent.temperature,
    sent_seed: sent.seed,
  }
  if (provider.replayed) begun.replayed = true
  return begun
}
