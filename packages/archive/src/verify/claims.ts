import { jsonLinesOf, sha256 } from '@genai-devbench/files'
import {
  Amendment,
  ArchiveIndex,
  LlmCall,
  NO_USAGE,
  RecordedCall,
  RunRecord,
  Seal,
  type Usage,
  addUsage,
  usageOfCall,
} from '@genai-devbench/schema'
import { experimentPaths } from '@genai-devbench/store'
import { parseChecksum } from '../checksums.ts'
import { CHECKSUMS_FILE, INDEX_FILE } from '../own-files.ts'

/** A run's record, with a hash over what it says, however it is laid out. */
interface RecordClaim {
  record: RunRecord
  hash: string
}

/** What the files of an experiment say about each other, by path. */
export class Claims {
  /** Of SHA256SUMS; undefined when there is none. */
  checksums: Map<string, string> | undefined
  index: ArchiveIndex | undefined
  seal: Seal | undefined
  /** In the order in which they were made. */
  readonly amendments: Amendment[] = []
  configHash: string | undefined
  /** The lines of the journal, by the path of the run.json that should say the same. */
  readonly journal = new Map<string, string>()
  readonly records = new Map<string, RecordClaim>()
  /** What the calls of each llm_calls.jsonl add up to. */
  readonly spent = new Map<string, Usage>()
  /** Recorded bodies, by hash, and which file names them. */
  readonly bodies = new Map<string, string>()
  /** Files that are not what their place says, and why. */
  readonly unreadable = new Map<string, string>()
}

type Text = AsyncGenerator<string, void>
type Reader = (text: Text, claims: Claims, path: string) => Promise<unknown>

const inner = experimentPaths('')

const READERS: readonly (readonly [RegExp | string, Reader])[] = [
  [CHECKSUMS_FILE, readChecksums],
  [INDEX_FILE, async (text, claims) => (claims.index = ArchiveIndex.parse(await json(text)))],
  [inner.seal, async (text, claims) => (claims.seal = Seal.parse(await json(text)))],
  [inner.amendments, readAmendmentLines],
  [inner.configHash, async (text, claims) => (claims.configHash = (await whole(text)).trim())],
  [inner.journal, readJournal],
  [/^runs\/[^/]+\/run_\d+\/run\.json$/, readRecord],
  [/^runs\/[^/]+\/run_\d+\/(attempts\/\d+\/)?llm_calls\.jsonl$/, readCalls],
  [/^recordings\/runs\/[^/]+\/run_\d+\.jsonl$/, readRecordedCalls],
]

/** Takes in what a file says about others, if it does; reads it to its end. */
export async function readClaims(
  claims: Claims,
  path: string,
  content: AsyncIterable<Uint8Array>,
): Promise<void> {
  const isAt = (place: RegExp | string): boolean =>
    typeof place === 'string' ? place === path : place.test(path)
  const reader = READERS.find(([place]) => isAt(place))?.[1]
  try {
    await (reader?.(decoded(content), claims, path) ?? drain(content))
  } catch (error) {
    const fault = faultOf(error)
    if (fault === undefined) throw error
    claims.unreadable.set(path, fault)
  }
}

function faultOf(error: unknown): string | undefined {
  if (error instanceof SyntaxError) return 'is not whole'
  return (error as Error).name === 'ZodError' ? 'is not what this version of devbench writes' : undefined
}

async function* decoded(content: AsyncIterable<Uint8Array>): Text {
  const decoder = new TextDecoder()
  for await (const chunk of content) yield decoder.decode(chunk, { stream: true })
  yield decoder.decode()
}

async function drain(content: AsyncIterable<Uint8Array>): Promise<void> {
  for await (const _ of content);
}

async function whole(text: Text): Promise<string> {
  const parts: string[] = []
  for await (const part of text) parts.push(part)
  return parts.join('')
}

const json = async (text: Text): Promise<unknown> => JSON.parse(await whole(text))

const hashOf = (value: unknown): string => sha256(JSON.stringify(value))

async function readChecksums(text: Text, claims: Claims): Promise<void> {
  const lines = (await whole(text)).split('\n').map(parseChecksum)
  claims.checksums = new Map(lines.flatMap((line) => (line ? [[line.path, line.sha256]] : [])))
}

async function readAmendmentLines(text: Text, claims: Claims, path: string): Promise<void> {
  for await (const line of jsonLinesOf(text)) {
    const { data: amendment } = Amendment.safeParse(line)
    if (amendment) claims.amendments.push(amendment)
    else claims.unreadable.set(path, 'holds a line that is no amendment of this version of devbench')
  }
}

/** The first line of a run counts, as for whoever reads the journal. */
async function readJournal(text: Text, claims: Claims, path: string): Promise<void> {
  for await (const line of jsonLinesOf(text)) {
    const { data: record } = RunRecord.safeParse(line)
    if (record === undefined) {
      claims.unreadable.set(path, 'holds a line that is no run record of this version of devbench')
      continue
    }
    const place = inner.run(record.framework, record.run).record
    if (!claims.journal.has(place)) claims.journal.set(place, hashOf(line))
  }
}

async function readRecord(text: Text, claims: Claims, path: string): Promise<void> {
  const value = await json(text)
  claims.records.set(path, { record: RunRecord.parse(value), hash: hashOf(value) })
}

async function readCalls(text: Text, claims: Claims, path: string): Promise<void> {
  let spent = NO_USAGE
  for await (const line of jsonLinesOf(text)) {
    const { data: call } = LlmCall.safeParse(line)
    if (call) spent = addUsage(spent, usageOfCall(call))
  }
  claims.spent.set(path, spent)
}

async function readRecordedCalls(text: Text, claims: Claims, path: string): Promise<void> {
  for await (const line of jsonLinesOf(text)) {
    const { data: call } = RecordedCall.safeParse(line)
    for (const body of [call?.request, call?.answer?.body])
      if (body !== undefined && body !== null) claims.bodies.set(body, path)
  }
}
