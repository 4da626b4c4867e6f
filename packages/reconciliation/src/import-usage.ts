import { basename } from 'node:path'
import { sha256 } from '@genai-devbench/files'
import {
  BUCKET_WIDTHS,
  type Problem,
  type UsageReading,
  ValidationError,
  formatPath,
} from '@genai-devbench/schema'
import { BUCKET_MS } from './bucket-width.ts'
import type { PagedBucket, UsageApi, UsageFilters } from './providers/usage-api.ts'
import type { ReportedBuckets } from './reported-usage.ts'
import { type SavedPage, readSavedFile, savedPages } from './saved-pages.ts'

export interface ImportedUsage {
  api: UsageApi
  reported: ReportedBuckets
  files: Extract<UsageReading['source'], { kind: 'import' }>['files']
  /** When the oldest of the files was written: what it says was so then. Milliseconds since 1970. */
  writtenAt: number
}

/**
 * Reads pages that a usage API answered and someone saved. UserError when a file cannot be read, ValidationError with the
 * place of everything that is wrong in them.
 */
export async function importUsage(paths: readonly string[], filters: UsageFilters): Promise<ImportedUsage> {
  const files = await Promise.all(paths.map(async (path) => ({ path, ...(await readSavedFile(path)) })))
  const problems: Problem[] = []
  const pages = files.flatMap(({ path, text }) => savedPages(path, text, problems))
  if (problems.length === 0)
    problems.push(...pages.flatMap((page) => ungroupedResults(page, filters)), ...repeatedBuckets(pages))
  const [first, ...others] = pages
  const width = widthOf(pages)
  if (first !== undefined && (width === undefined || others.some(({ api }) => api !== first.api))) {
    problems.push({
      file: first.file,
      message: 'holds pages that do not belong together.',
      hint: 'All are to be of one provider and of one bucket_width: 1m, 1h or 1d.',
    })
  }
  if (problems.length > 0 || first === undefined || width === undefined)
    throw new ValidationError('The usage to be imported is not valid', problems)
  return {
    api: first.api,
    reported: {
      width,
      spans: pages.flatMap(({ buckets }) =>
        buckets.map(({ from, to }) => ({ from, to, operation: operationOf(buckets) })),
      ),
      buckets: pages.flatMap(({ buckets }) => buckets.flatMap((bucket) => reportedIn(bucket, filters))),
      nothing: first.api.nothing,
    },
    files: files.map(({ path, text }) => ({ name: basename(path), sha256: sha256(text) })),
    writtenAt: Math.min(...files.map(({ writtenAt }) => writtenAt)),
  }
}

const widthOf = (pages: readonly SavedPage[]) =>
  BUCKET_WIDTHS.find((width) =>
    pages.every(({ buckets }) => buckets.every(({ from, to }) => to - from === BUCKET_MS[width])),
  )

/** Endpoints do not mix operations on a page; one without results is taken for one of chats. */
const operationOf = (buckets: readonly PagedBucket[]): string =>
  buckets.flatMap(({ results }) => results)[0]?.operation ?? 'chat'

/** The first bucket of a page that is in a page before it: its usage would count twice. */
function repeatedBuckets(pages: readonly SavedPage[]): Problem[] {
  const seen = new Set<string>()
  return pages.flatMap(({ file, path, buckets }) => {
    // What a page without results is about is not known, and it adds nothing.
    if (buckets.every(({ results }) => results.length === 0)) return []
    const keys = buckets.map(({ from }) => `${operationOf(buckets)} ${from}`)
    const index = keys.findIndex((key) => seen.has(key))
    for (const key of keys) seen.add(key)
    if (index === -1) return []
    const message = 'this bucket is there twice.'
    const hint = 'Give each page once, all of one export.'
    return [{ file, path: formatPath([...path, 'data', index]), message, hint }]
  })
}

/** The first result of a page that does not say whose it is. */
function ungroupedResults(
  { api, file, path, buckets }: SavedPage,
  { projects, apiKeyIds }: UsageFilters,
): Problem[] {
  for (const [bucket, { results }] of buckets.entries()) {
    for (const [index, { model, project, apiKeyId }] of results.entries()) {
      const field =
        (model === null && 'model') ||
        (projects.length > 0 && project === null && api.projectField) ||
        (apiKeyIds.length > 0 && apiKeyId === null && 'api_key_id')
      if (field) {
        const place = formatPath([...path, 'data', bucket, 'results', index, field])
        const hint = `Ask the usage API with group_by[]=${field}.`
        return [{ file, path: place, message: `null: the results are not grouped by ${field}.`, hint }]
      }
    }
  }
  return []
}

function reportedIn({ from, to, results }: PagedBucket, filters: UsageFilters): ReportedBuckets['buckets'] {
  const isAsked = (asked: readonly string[], id: string | null): boolean =>
    asked.length === 0 || (id !== null && asked.includes(id))
  return results
    .filter(
      ({ project, apiKeyId }) => isAsked(filters.projects, project) && isAsked(filters.apiKeyIds, apiKeyId),
    )
    .flatMap(({ operation, model, usage }) => (model === null ? [] : [{ from, to, operation, model, usage }]))
}
