import type { BucketWidth, ReportedUsage } from '@genai-devbench/schema'
import { matchModels } from './match-models.ts'
import type { MeteredLine } from './metered-usage.ts'
import { type Span, joined } from './usage-windows.ts'

/** One model in one bucket, as a provider reports it. */
export interface ReportedBucket extends Span {
  operation: string
  model: string
  usage: ReportedUsage
}

/** What a provider said at one time. */
export interface ReportedBuckets {
  width: BucketWidth
  /** The times that it spoke of, also where nothing was used. */
  spans: (Span & { operation: string })[]
  buckets: ReportedBucket[]
  /** By operation, what it says of a model that was not used: null of what it never reports. */
  nothing: Readonly<Record<string, ReportedUsage>>
}

/** A metered line beside what the provider reports of the same model and window. */
export interface ComparedLine extends MeteredLine {
  reportedAs: string[]
  /** Null when the provider did not speak of the whole window. */
  reported: ReportedUsage | null
  /** Other models that the provider reports in the window: none of the experiment's. */
  others: string[]
}

/** Each metered line with its counterpart; lines of operations that the provider does not report are left out. */
export function compareLines(
  metered: readonly MeteredLine[],
  { spans, buckets, nothing }: ReportedBuckets,
): ComparedLine[] {
  return metered.flatMap((line) => {
    const none = nothing[line.operation]
    if (none === undefined) return []
    const isInside = (bucket: ReportedBucket): boolean =>
      bucket.operation === line.operation && bucket.from >= line.from && bucket.to <= line.to
    const reach = joined(
      spans.filter(({ operation }) => operation === line.operation),
      0,
    )
    const inside = buckets.filter(isInside)
    const own = metered.filter(({ from, operation }) => from === line.from && operation === line.operation)
    const names = matchModels(
      own.map(({ model }) => model),
      inside.map(({ model }) => model),
    )
    const reportedAs = names.get(line.model) ?? []
    const taken = new Set([...names.values()].flat())
    return {
      ...line,
      reportedAs,
      reported: reach.some(({ from, to }) => from <= line.from && line.to <= to)
        ? inside.filter(({ model }) => reportedAs.includes(model)).reduce(add, none)
        : null,
      others: [...new Set(inside.map(({ model }) => model))].filter((model) => !taken.has(model)),
    }
  })
}

function add(sum: ReportedUsage, { usage }: ReportedBucket): ReportedUsage {
  const plus = (a: number | null, b: number | null): number | null =>
    a === null || b === null ? null : a + b
  return {
    requests: plus(sum.requests, usage.requests),
    input_tokens: sum.input_tokens + usage.input_tokens,
    output_tokens: plus(sum.output_tokens, usage.output_tokens),
    cached_input_tokens: plus(sum.cached_input_tokens, usage.cached_input_tokens),
    cache_creation_input_tokens: plus(sum.cache_creation_input_tokens, usage.cache_creation_input_tokens),
  }
}
