import { type Attributes, SpanKind, SpanStatusCode, TraceFlags } from '@opentelemetry/api'
import { TOOLKIT_VERSION } from '@genai-devbench/schema'
import type { Resource } from '@opentelemetry/resources'
import type { ReadableSpan } from '@opentelemetry/sdk-trace-base'
import { hrTime } from './time.ts'

// One object: the exporter puts spans of the same one together.
const SCOPE = { name: '@genai-devbench/telemetry', version: TOOLKIT_VERSION }

export interface SpanFacts {
  id: string
  /** Absent for the root. */
  parentId?: string | undefined
  name: string
  kind?: SpanKind
  /** Microseconds since 1970. */
  start: number
  end: number
  attributes: Attributes
  failure?: { type: string; reason: string | undefined } | undefined
}

/** A span that is over, as an exporter takes it. */
export function finishedSpan(traceId: string, resource: Resource, facts: SpanFacts): ReadableSpan {
  const { id, parentId, name, kind = SpanKind.INTERNAL, start, end, attributes, failure } = facts
  const context = (spanId: string) => ({ traceId, spanId, traceFlags: TraceFlags.SAMPLED })
  return {
    name,
    kind,
    spanContext: () => context(id),
    ...(parentId !== undefined && { parentSpanContext: context(parentId) }),
    startTime: hrTime(start),
    endTime: hrTime(end),
    duration: hrTime(end - start),
    status: failure
      ? { code: SpanStatusCode.ERROR, ...(failure.reason !== undefined && { message: failure.reason }) }
      : { code: SpanStatusCode.UNSET },
    attributes: { ...attributes, ...(failure && { 'error.type': failure.type }) },
    links: [],
    events: [],
    ended: true,
    resource,
    instrumentationScope: SCOPE,
    droppedAttributesCount: 0,
    droppedEventsCount: 0,
    droppedLinksCount: 0,
  }
}
