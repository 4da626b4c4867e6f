import { readFile, stat } from 'node:fs/promises'
import { type Problem, UserError, formatPath } from '@genai-devbench/schema'
import { anthropicUsage } from './providers/anthropic.ts'
import { openAiUsage } from './providers/openai.ts'
import type { PagedBucket, UsageApi } from './providers/usage-api.ts'

/** One page of a usage API, as someone saved it. */
export interface SavedPage {
  api: UsageApi
  /** Where it is: its file, and its path in there. */
  file: string
  path: PropertyKey[]
  buckets: PagedBucket[]
}

export interface SavedFile {
  text: string
  /** Milliseconds since 1970. */
  writtenAt: number
}

/** UserError when the file cannot be read. */
export async function readSavedFile(file: string): Promise<SavedFile> {
  try {
    return { text: await readFile(file, 'utf8'), writtenAt: Math.floor((await stat(file)).mtimeMs) }
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException
    throw new UserError('unreadable_usage_file', `${file} cannot be read (${code}).`, {
      hint: 'Name a file with saved pages of the usage API.',
      cause: error,
    })
  }
}

/** The pages in a file: one, or a list of them. What is no page becomes a problem. */
export function savedPages(file: string, text: string, problems: Problem[]): SavedPage[] {
  let value: unknown
  try {
    value = JSON.parse(text)
  } catch (error) {
    problems.push({
      file,
      message: `is no JSON (${(error as Error).message}).`,
      hint: 'Save the answer of the usage API as it is.',
    })
    return []
  }
  const places: { value: unknown; path: PropertyKey[] }[] = Array.isArray(value)
    ? value.map((page: unknown, index) => ({ value: page, path: [index] }))
    : [{ value, path: [] }]
  if (places.length === 0)
    problems.push({ file, message: 'holds no page.', hint: 'Save the answer of the usage API as it is.' })
  return places.flatMap((place) => {
    const api = apiOf(place.value)
    if (api !== undefined) return readPage(api, file, place, problems)
    problems.push({
      file,
      ...(place.path.length > 0 && { path: formatPath(place.path) }),
      message: 'is no page of a usage API.',
      hint: 'A page of OpenAI has data[].start_time, one of Anthropic data[].starting_at.',
    })
    return []
  })
}

function readPage(
  api: UsageApi,
  file: string,
  { value, path }: { value: unknown; path: PropertyKey[] },
  problems: Problem[],
): SavedPage[] {
  const read = api.readPage(value)
  if ('page' in read) return [{ api, file, path, buckets: read.page.buckets }]
  for (const { path: below, message, hint } of read.faults)
    problems.push({ file, path: formatPath([...path, ...below]), message, ...(hint && { hint }) })
  return []
}

/** Told by the first bucket. */
function apiOf(page: unknown): UsageApi | undefined {
  const data = typeof page === 'object' && page !== null && 'data' in page ? page.data : undefined
  const first: unknown = Array.isArray(data) ? data[0] : undefined
  if (typeof first !== 'object' || first === null) return undefined
  if ('start_time' in first) return openAiUsage
  return 'starting_at' in first ? anthropicUsage : undefined
}
