import { existsSync } from 'node:fs'
import { readdir } from 'node:fs/promises'
import { join } from 'node:path'
import { readJsonLines } from '@genai-devbench/files'
import { LlmCall } from '@genai-devbench/schema'
import { type RunPaths, runPaths } from './experiment-paths.ts'

/** Every call that was made for a run, those of its attempts that do not count included. */
export async function* readLlmCalls(run: RunPaths): AsyncGenerator<LlmCall> {
  const abandoned = existsSync(run.attempts) ? await readdir(run.attempts) : []
  for (const { llmCalls } of [run, ...abandoned.map((attempt) => runPaths(join(run.attempts, attempt)))]) {
    for await (const line of readJsonLines(llmCalls)) {
      const { data: call } = LlmCall.safeParse(line)
      if (call !== undefined) yield call
    }
  }
}
