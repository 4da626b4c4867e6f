import { existsSync } from 'node:fs'
import { copyFile, readdir, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { appendJsonLine, readJsonLines, writeFileAtomic } from '@genai-devbench/files'
import { LlmCall, type Usage, sumUsage, unknownUsage, usageOfCall } from '@genai-devbench/schema'
import { type RunPaths, runPaths } from './experiment-paths.ts'

export interface CallLog {
  /** With those whose end a killed runner did not see: their usage is unknown. */
  calls: LlmCall[]
  /** Lines that cannot be read, and of whose call nothing else is known. */
  damagedLines: number
}

/** The run's own directory and those of its abandoned attempts. */
export async function triesOf(run: RunPaths): Promise<RunPaths[]> {
  const abandoned = existsSync(run.attempts) ? await readdir(run.attempts) : []
  return [run, ...abandoned.map((attempt) => runPaths(join(run.attempts, attempt)))]
}

/** All calls of one try of a run. */
export async function readCallLog(paths: RunPaths): Promise<CallLog> {
  const { ended, unended, damaged } = await readLogs(paths)
  // The call of a damaged line is one that was begun.
  return { calls: [...ended, ...unended], damagedLines: existsSync(paths.begunCalls) ? 0 : damaged }
}

/** What one try of a run spent, whether or not it came to write its record. */
export async function usageOfTry(paths: RunPaths): Promise<Usage> {
  const { calls, damagedLines } = await readCallLog(paths)
  const damaged = Array.from({ length: damagedLines }, () =>
    unknownUsage('a line of llm_calls.jsonl is damaged'),
  )
  return sumUsage([...calls.map(usageOfCall), ...damaged])
}

/** Writes the calls whose end a killed runner did not see into the log; a damaged one is kept beside it. */
export async function settleCallLog(paths: RunPaths): Promise<void> {
  if (!existsSync(paths.begunCalls)) return
  const { ended, unended, damaged } = await readLogs(paths)
  if (damaged > 0) {
    await copyFile(paths.llmCalls, `${paths.llmCalls}.damaged`)
    const lines = [...ended, ...unended].map((call) => `${JSON.stringify(call)}\n`)
    await writeFileAtomic(paths.llmCalls, lines.join(''))
  } else {
    for (const call of unended) await appendJsonLine(paths.llmCalls, call)
  }
  await rm(paths.begunCalls)
}

async function readLogs({
  llmCalls,
  begunCalls,
}: RunPaths): Promise<{ ended: LlmCall[]; unended: LlmCall[]; damaged: number }> {
  const ended = await readCalls(llmCalls)
  const begun = await readCalls(begunCalls)
  const ids = new Set(ended.calls.map(({ id }) => id))
  // One that was sent again stands there again; the last line knows most.
  const unended = new Map(begun.calls.filter(({ id }) => !ids.has(id)).map((call) => [call.id, call]))
  return { ended: ended.calls, unended: [...unended.values()], damaged: ended.damaged }
}

async function readCalls(path: string): Promise<{ calls: LlmCall[]; damaged: number }> {
  const calls: LlmCall[] = []
  let damaged = 0
  for await (const line of readJsonLines(path, () => damaged++)) {
    const call = LlmCall.safeParse(line)
    if (call.success) calls.push(call.data)
    else damaged++
  }
  return { calls, damaged }
}
