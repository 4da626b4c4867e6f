import { existsSync } from 'node:fs'
import { readdir } from 'node:fs/promises'
import { join } from 'node:path'
import { readJsonLines } from '@genai-devbench/files'
import { LlmCall } from '@genai-devbench/schema'
import { type RunPaths, runPaths } from './experiment-paths.ts'

/** The tries of a run that do not count, each whole in a directory of its own, in the order they were made. */
export async function earlierAttempts({ attempts }: RunPaths): Promise<RunPaths[]> {
  if (!existsSync(attempts)) return []
  const numbers = (await readdir(attempts)).map(Number).filter(Number.isInteger)
  return numbers.toSorted((a, b) => a - b).map((attempt) => runPaths(join(attempts, String(attempt))))
}

/** The model calls of a try, in the order in which they ended. What a crash cut off is passed over. */
export async function* readCalls({ llmCalls }: RunPaths): AsyncGenerator<LlmCall, void, void> {
  for await (const line of readJsonLines(llmCalls)) {
    const call = LlmCall.safeParse(line)
    if (call.success) yield call.data
  }
}

/** Every call that was made for a run, those of its attempts that do not count included. */
export async function* readLlmCalls(run: RunPaths): AsyncGenerator<LlmCall, void, void> {
  for (const attempt of [run, ...(await earlierAttempts(run))]) yield* readCalls(attempt)
}
