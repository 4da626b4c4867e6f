import type { BucketWidth, ReportedUsage, SchemaFault, UsageProvider } from '@genai-devbench/schema'
import type { ReportedBucket } from '../reported-usage.ts'
import type { Span } from '../usage-windows.ts'

/** What is asked for; empty lists ask for all. */
export interface UsageFilters {
  projects: readonly string[]
  apiKeyIds: readonly string[]
}

/** One bucket of a provider's, and for each of its results whose it is. */
export interface PagedBucket extends Span {
  results: (Omit<ReportedBucket, 'model' | keyof Span> & {
    /** Null when the results were not grouped by it. */
    model: string | null
    project: string | null
    apiKeyId: string | null
  })[]
}

export interface UsagePage {
  buckets: PagedBucket[]
  /** The token with which to ask for the next page; undefined on the last one, null where it should be and is not. */
  next: string | null | undefined
}

/** How a provider is asked for the usage of an organization. */
export interface UsageApi {
  id: UsageProvider
  title: string
  baseUrl: string
  keyEnv: string
  /** Where to get an admin key. */
  keyHint: string
  /** How it calls what OpenAI calls a project. */
  projectField: string
  /** By operation: where its usage is, below the base URL. */
  paths: Readonly<Record<string, string>>
  /** By operation: the usage of a model that was not used. */
  nothing: Readonly<Record<string, ReportedUsage>>
  /** Minutes after which usage is held to be reported. */
  delayMinutes: number
  headers(key: string): Record<string, string>
  query(span: Span, width: BucketWidth, filters: UsageFilters): [string, string][]
  /** A page as it was answered, or all that is wrong with it. */
  readPage(answer: unknown): { page: UsagePage } | { faults: SchemaFault[] }
}
