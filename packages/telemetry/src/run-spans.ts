import { SpanKind } from '@opentelemetry/api'
import { type LlmCall, type RunRecord, type StepRecord, sumUsage, usageOfCall } from '@genai-devbench/schema'
import { detectResources, envDetector, resourceFromAttributes } from '@opentelemetry/resources'
import type { ReadableSpan } from '@opentelemetry/sdk-trace-base'
import {
  type Server,
  callAttributes,
  commonAttributes,
  phaseAttributes,
  runAttributes,
  stepAttributes,
} from './attributes.ts'
import { type SpanFacts, finishedSpan } from './finished-span.ts'
import { microseconds } from './time.ts'
import { type TraceIds, traceIds } from './trace-ids.ts'

export interface Attempt {
  record: RunRecord
  calls: readonly LlmCall[]
}

export interface Origin {
  experimentId: string
  /** Where the provider is, as far as the configuration says. */
  server: Server | undefined
}

/** One trace: the attempt at a run, its steps, of these the phases, of these the calls. */
export function runSpans(attempt: Attempt, { experimentId, server }: Origin): ReadableSpan[] {
  const { record, calls } = attempt
  const ids = traceIds(experimentId, record)
  const resource = resourceFromAttributes({
    'service.name': 'genai-devbench',
    'service.version': record.toolkit_version,
  }).merge(detectResources({ detectors: [envDetector] }))
  const steps = record.steps.flatMap((step) => stepSpan(step, record, ids))
  const recorded = new Set(steps.map(({ id }) => id))
  const phases = phaseSpans(calls, ids, recorded)
  const below = [...steps, ...phases, ...calls.map((call) => callSpan(call, record, server, ids))]
  const common = commonAttributes(record)
  return [runSpan(record, below, ids), ...below].map((facts) =>
    finishedSpan(ids.traceId, resource, { ...facts, attributes: { ...common, ...facts.attributes } }),
  )
}

const rootId = (ids: TraceIds): string => ids.spanId('run')
const stepId = (ids: TraceIds, step: number): string => ids.spanId('step', step)
const phaseId = (ids: TraceIds, step: number, phase: string): string => ids.spanId('phase', step, phase)

/** An attempt that was cut off has no end of its own: it ends with the last that is known of it. */
function runSpan(record: RunRecord, below: readonly SpanFacts[], ids: TraceIds): SpanFacts {
  const { framework, started_at, ended_at, outcome } = record
  const start = microseconds(started_at)
  return {
    id: rootId(ids),
    name: `run ${framework}`,
    start,
    end: ended_at === null ? Math.max(start, ...below.map(({ end }) => end)) : microseconds(ended_at),
    attributes: runAttributes(record),
    failure:
      outcome === 'completed'
        ? undefined
        : outcome === null
          ? { type: 'cut_off', reason: 'the runner was cut off' }
          : { type: outcome, reason: stated(record.reason, record) },
  }
}

/** A step that was skipped took no time and has no span. */
function stepSpan(step: StepRecord, record: RunRecord, ids: TraceIds): SpanFacts[] {
  const { id, name, started_at, ended_at, outcome, reason } = step
  if (started_at === null || ended_at === null) return []
  return [
    {
      id: stepId(ids, id),
      parentId: rootId(ids),
      name: `step ${name}`,
      start: microseconds(started_at),
      end: microseconds(ended_at),
      attributes: stepAttributes(step),
      failure: outcome === 'passed' ? undefined : { type: outcome, reason: stated(reason, record) },
    },
  ]
}

/** A phase has no times of its own: it lasts from its first call to the end of its last. */
function phaseSpans(calls: readonly LlmCall[], ids: TraceIds, recorded: ReadonlySet<string>): SpanFacts[] {
  const phases = new Map<string, [LlmCall, ...LlmCall[]]>()
  for (const call of calls) {
    const id = phaseId(ids, call.step, call.phase)
    const known = phases.get(id)
    if (known) known.push(call)
    else phases.set(id, [call])
  }
  return [...phases].map(([id, ofPhase]) => {
    const [{ step, phase }] = ofPhase
    const parentId = stepId(ids, step)
    return {
      id,
      // The step under way when a runner is cut off is not recorded.
      parentId: recorded.has(parentId) ? parentId : rootId(ids),
      name: `phase ${phase}`,
      start: Math.min(...ofPhase.map(({ started_at }) => microseconds(started_at))),
      end: Math.max(...ofPhase.map(endOf)),
      attributes: phaseAttributes(step, phase, sumUsage(ofPhase.map(usageOfCall))),
    }
  })
}

function callSpan(call: LlmCall, record: RunRecord, server: Server | undefined, ids: TraceIds): SpanFacts {
  const model = call['gen_ai.request.model']
  const operation = call['gen_ai.operation.name']
  return {
    id: ids.spanId('call', call.id),
    parentId: phaseId(ids, call.step, call.phase),
    name: model === null ? operation : `${operation} ${model}`,
    kind: SpanKind.CLIENT,
    start: microseconds(call.started_at),
    end: endOf(call),
    attributes: callAttributes(call, server),
    failure: call.error === null ? undefined : { type: errorType(call), reason: stated(call.error, record) },
  }
}

const endOf = ({ started_at, duration_ms }: LlmCall): number => microseconds(started_at, duration_ms)

/** `_OTHER` is the conventions' word for an error that has no short name. */
const errorType = ({ status }: LlmCall): string =>
  status !== null && status >= 400 ? String(status) : '_OTHER'

/** In a replay a reason may quote the request that was not recorded; no text of a request is sent. */
const stated = (reason: string | null, { replayed }: RunRecord): string | undefined =>
  reason === null || replayed ? undefined : reason
