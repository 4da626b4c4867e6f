import { existsSync } from 'node:fs'
import { copyFile, readdir, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { appendJsonLine, readJsonLines, writeFileAtomic } from '@genai-devbench/files'
import { BegunCall, LlmCall, type Usage, sumUsage, unknownUsage, usageOfCall } from '@genai-devbench/schema'
import { type RunPaths, runPaths } from '../experiment/experiment-paths.ts'

export interface CallLog {
  /** With those whose end a killed runner did not see: their usage is unknown. */
  calls: LlmCall[]
  /** Lines that cannot be read, and of whose call nothing else is known. */
  damagedLines: number
}

/** The run's own directory and those of its abandoned attempts, one that is still being put together included. */
export async function triesOf(run: RunPaths): Promise<RunPaths[]> {
  const abandoned = existsSync(run.attempts) ? await readdir(run.attempts) : []
  return [run, ...abandoned.map((attempt) => runPaths(join(run.attempts, attempt)))]
}

/** The numbers of the tries of a run that do not count, in the order they were made. */
export async function attemptNumbers({ attempts }: RunPaths): Promise<number[]> {
  if (!existsSync(attempts)) return []
  const numbers = (await readdir(attempts)).map(Number).filter(Number.isInteger)
  return numbers.toSorted((a, b) => a - b)
}

/** The tries of a run that do not count, each whole in a directory of its own, in the order they were made. */
export const earlierAttempts = async (run: RunPaths): Promise<RunPaths[]> =>
  (await attemptNumbers(run)).map((attempt) => runPaths(join(run.attempts, String(attempt))))

/** The model calls of a run that count; of an attempt under attempts/, those that do not. */
export const readCalls = async (paths: RunPaths): Promise<LlmCall[]> => (await readCallLog(paths)).calls

/** All model calls of a run, those that do not count too. Each once: a crash may have left one in two places. */
export async function readAllCalls(run: RunPaths): Promise<LlmCall[]> {
  const calls = await Promise.all((await triesOf(run)).map(readCalls))
  return [...new Map(calls.flat().map((call) => [call.id, call])).values()]
}

/** All calls of one try of a run. */
export async function readCallLog(paths: RunPaths): Promise<CallLog> {
  const { ended, unended, damaged } = await readLogs(paths)
  // The call of a damaged line is one that was begun.
  return { calls: [...ended, ...unended], damagedLines: existsSync(paths.begunCalls) ? 0 : damaged }
}

/** What one try of a run spent, whether or not it came to write its record. */
export const usageOfTry = async (paths: RunPaths): Promise<Usage> => usageOf([await readCallLog(paths)])

/** What a run spent so far, in all its tries. */
export const usageOfRun = async (run: RunPaths): Promise<Usage> =>
  usageOf(await Promise.all((await triesOf(run)).map(readCallLog)))

/** Each call once: a crash may have left one in two places. */
function usageOf(logs: readonly CallLog[]): Usage {
  const calls = new Map(logs.flatMap((log) => log.calls.map((call) => [call.id, call])))
  const damaged = logs.flatMap(({ damagedLines }) =>
    Array.from({ length: damagedLines }, () => unknownUsage('a line of llm_calls.jsonl is damaged')),
  )
  return sumUsage([...[...calls.values()].map(usageOfCall), ...damaged])
}

/**
 * Writes the calls whose end a killed runner did not see to the end of the log. One that is damaged is written anew, and kept beside
 * it as it was.
 */
export async function settleCallLog(paths: RunPaths): Promise<'added to' | 'written anew' | undefined> {
  if (!existsSync(paths.begunCalls)) return undefined
  const { ended, unended, damaged } = await readLogs(paths)
  if (damaged > 0) {
    await copyFile(paths.llmCalls, `${paths.llmCalls}.damaged`)
    const lines = [...ended, ...unended].map((call) => `${JSON.stringify(call)}\n`)
    await writeFileAtomic(paths.llmCalls, lines.join(''))
  } else {
    for (const call of unended) await appendJsonLine(paths.llmCalls, call)
  }
  await rm(paths.begunCalls)
  return damaged > 0 ? 'written anew' : 'added to'
}

async function readLogs({
  llmCalls,
  begunCalls,
}: RunPaths): Promise<{ ended: LlmCall[]; unended: LlmCall[]; damaged: number }> {
  const ended = await callsIn(llmCalls, LlmCall)
  const begun = await callsIn(begunCalls, BegunCall)
  const ids = new Set(ended.calls.map(({ id }) => id))
  // One that was sent again stands there again; the last line knows most.
  const unended = new Map(begun.calls.filter(({ id }) => !ids.has(id)).map((call) => [call.id, call]))
  return { ended: ended.calls, unended: [...unended.values()], damaged: ended.damaged }
}

async function callsIn(
  path: string,
  schema: typeof LlmCall | typeof BegunCall,
): Promise<{ calls: LlmCall[]; damaged: number }> {
  const calls: LlmCall[] = []
  let damaged = 0
  for await (const line of readJsonLines(path, () => damaged++)) {
    const call = schema.safeParse(line)
    if (call.success) calls.push(call.data)
    else damaged++
  }
  return { calls, damaged }
}
