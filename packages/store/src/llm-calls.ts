import { existsSync } from 'node:fs'
import { readdir } from 'node:fs/promises'
import { join } from 'node:path'
import { readJsonLines } from '@genai-devbench/files'
import { LlmCall } from '@genai-devbench/schema'
import { type RunPaths, runPaths } from './experiment-paths.ts'

/** The numbers of the tries of a run that do not count, in the order they were made. */
export async function attemptNumbers({ attempts }: RunPaths): Promise<number[]> {
  if (!existsSync(attempts)) return []
  const numbers = (await readdir(attempts)).map(Number).filter(Number.isInteger)
  return numbers.toSorted((a, b) => a - b)
}

/** The tries of a run that do not count, each whole in a directory of its own, in the order they were made. */
export const earlierAttempts = async (run: RunPaths): Promise<RunPaths[]> =>
  (await attemptNumbers(run)).map((attempt) => runPaths(join(run.attempts, String(attempt))))

/** The model calls of a run that count; of an attempt under attempts/, those that do not. What a crash cut off is passed over. */
export async function* readCalls({ llmCalls }: RunPaths): AsyncGenerator<LlmCall, void, void> {
  for await (const line of readJsonLines(llmCalls)) {
    const call = LlmCall.safeParse(line)
    if (call.success) yield call.data
  }
}

/** All model calls of a run, those that do not count too. Each once: a crash may have left one in two places. */
export async function* readAllCalls(run: RunPaths): AsyncGenerator<LlmCall, void, void> {
  // Also one that is still being put together.
  const attempts = existsSync(run.attempts) ? await readdir(run.attempts) : []
  const seen = new Set<string>()
  for (const place of [run, ...attempts.map((attempt) => runPaths(join(run.attempts, attempt)))]) {
    for await (const call of readCalls(place)) {
      if (!seen.has(call.id)) yield call
      seen.add(call.id)
    }
  }
}
