import { appendJsonLine } from '@genai-devbench/files'
import {
  type BucketWidth,
  type LlmCall,
  type StabilityRule,
  type UsageLine,
  type UsageProvider,
  type UsageReading,
  UserError,
} from '@genai-devbench/schema'
import { type ExperimentPaths, readAllCalls, runDirs } from '@genai-devbench/store'
import { BUCKET_MS } from './bucket-width.ts'
import { fetchUsage } from './fetch-usage.ts'
import { importUsage } from './import-usage.ts'
import { judge } from './judge.ts'
import { type MeteredLine, meteredLines } from './metered-usage.ts'
import type { UsageApi, UsageFilters } from './providers/usage-api.ts'
import { readUsageReadings } from './readings.ts'
import { type ComparedLine, type ReportedBuckets, compareLines } from './reported-usage.ts'

export interface ReconcileOptions {
  /** Saved pages (of whom they have to be, where that is known), or the API itself. */
  from:
    | { files: readonly string[]; of: UsageProvider | undefined }
    | { api: UsageApi; baseUrl: string; key: string; width: BucketWidth }
  filters: UsageFilters
  /** Without a delay, that of the provider. */
  rule: Omit<StabilityRule, 'delay_minutes'> & { delay_minutes?: number | undefined }
  /** Milliseconds since 1970. */
  now: () => number
}

export interface Reconciliation {
  reading: UsageReading
  /** False when the same files had been read before: they count once. */
  isNew: boolean
}

/**
 * Reads what a provider says of the usage of an experiment's calls, keeps it in .meta/usage_readings.jsonl, and compares it with
 * what was metered, which stays as it is. UserError for want of calls, for files that are none, and what the API refuses.
 */
export async function reconcileUsage(
  paths: ExperimentPaths,
  { from, filters, rule, now }: ReconcileOptions,
): Promise<Reconciliation> {
  const calls = await allCalls(paths)
  const read = 'files' in from ? await readFiles(from, filters, now) : await ask(from, filters, calls, now)
  const lines = meteredLines(calls, BUCKET_MS[read.reported.width])
  if (lines.every(({ operation }) => read.api.nothing[operation] === undefined)) {
    throw new UserError(
      'no_calls',
      `The experiment ${paths.root} has made no calls of which ${read.api.title} reports the usage.`,
      { hint: 'Run it first with run-experiment.' },
    )
  }
  const about: About = {
    schema_version: 1,
    read_at: new Date(read.at).toISOString(),
    provider: read.api.id,
    source: read.source,
    bucket_width: read.reported.width,
    projects: filters.projects.toSorted(),
    api_key_ids: filters.apiKeyIds.toSorted(),
    rule: { ...rule, delay_minutes: rule.delay_minutes ?? read.api.delayMinutes },
    left_out: leftOut(lines, read.api),
  }
  const comparable = (await readUsageReadings(paths)).filter((past) => isComparable(past, about))
  const others = comparable.filter((past) => !isSame(past, about))
  const isNew = others.length === comparable.length
  const reading: UsageReading = {
    ...about,
    lines: compareLines(lines, read.reported).map((line) => judged(line, about, others, filters)),
  }
  if (isNew) await appendJsonLine(paths.usageReadings, reading)
  return { reading, isNew }
}

async function allCalls(paths: ExperimentPaths): Promise<LlmCall[]> {
  const calls: LlmCall[] = []
  for (const run of await runDirs(paths)) calls.push(...(await readAllCalls(run.paths)))
  return calls
}

type About = Omit<UsageReading, 'lines'>

interface Read {
  api: UsageApi
  at: number
  source: UsageReading['source']
  reported: ReportedBuckets
}

async function ask(
  { api, baseUrl, key, width }: Extract<ReconcileOptions['from'], { api: UsageApi }>,
  filters: UsageFilters,
  calls: readonly LlmCall[],
  now: () => number,
): Promise<Read> {
  const windows = meteredLines(calls, BUCKET_MS[width])
  const operations = [...new Set(windows.map(({ operation }) => operation))]
  // What it says was so at the latest when it was asked.
  const at = now()
  const reported = await fetchUsage(api, { baseUrl, key }, { operations, windows, width, filters })
  return { api, at, source: { kind: 'api', base_url: baseUrl }, reported }
}

async function readFiles(
  { files, of }: Extract<ReconcileOptions['from'], { files: unknown }>,
  filters: UsageFilters,
  now: () => number,
): Promise<Read> {
  const { api, reported, files: named, writtenAt } = await importUsage(files, filters)
  if (of !== undefined && api.id !== of) {
    throw new UserError(
      'other_provider',
      `${files.join(', ')}: usage at ${api.title}, where this experiment made no calls.`,
      {
        hint: `Import usage of the provider that config.yaml names: ${of}.`,
      },
    )
  }
  return { api, at: Math.min(writtenAt, now()), source: { kind: 'import', files: named }, reported }
}

function leftOut(lines: readonly MeteredLine[], { nothing }: UsageApi): UsageReading['left_out'] {
  const counts = new Map<string, number>()
  for (const { operation, metered } of lines) {
    if (nothing[operation] !== undefined) continue
    const calls = metered.requests + metered.unknown_calls + metered.estimated_calls
    counts.set(operation, (counts.get(operation) ?? 0) + calls)
  }
  return [...counts].map(([operation, calls]) => ({ operation, calls }))
}

const isComparable = (past: UsageReading, reading: About): boolean =>
  past.provider === reading.provider &&
  String(past.projects) === String(reading.projects) &&
  String(past.api_key_ids) === String(reading.api_key_ids)

/** The same files, unchanged since. */
const isSame = (past: UsageReading, { source, read_at }: About): boolean =>
  source.kind === 'import' &&
  past.read_at === read_at &&
  JSON.stringify(past.source) === JSON.stringify(source)

function judged(
  line: ComparedLine,
  { read_at, rule }: About,
  past: readonly UsageReading[],
  filters: UsageFilters,
): UsageLine {
  const place = {
    operation: line.operation,
    model: line.model,
    from: new Date(line.from).toISOString(),
    to: new Date(line.to).toISOString(),
  }
  const reads = [
    ...past.map((reading) => ({
      readAt: Date.parse(reading.read_at),
      reported: reading.lines.find((earlier) => isAt(place, earlier))?.reported ?? null,
    })),
    { readAt: Date.parse(read_at), reported: line.reported },
  ]
  return {
    ...place,
    metered: line.metered,
    reported_as: line.reportedAs,
    reported: line.reported,
    ...judge(
      line,
      reads.toSorted((a, b) => a.readAt - b.readAt),
      rule,
      filters,
    ),
  }
}

type Place = Pick<UsageLine, 'operation' | 'model' | 'from' | 'to'>

const isAt = (place: Place, line: Place): boolean =>
  line.operation === place.operation &&
  line.model === place.model &&
  line.from === place.from &&
  line.to === place.to
