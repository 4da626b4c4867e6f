import { existsSync } from 'node:fs'
import { readdir } from 'node:fs/promises'
import { join } from 'node:path'
import { readJsonLines } from '@genai-devbench/files'
import { LlmCall } from '@genai-devbench/schema'
import { type RunPaths, runPaths } from './experiment-paths.ts'

/** The model calls of a run that count; of an attempt under attempts/, those that do not. */
export async function* readCalls({ llmCalls }: RunPaths): AsyncGenerator<LlmCall> {
  for await (const line of readJsonLines(llmCalls)) {
    const { data: call } = LlmCall.safeParse(line)
    if (call !== undefined) yield call
  }
}

/** All model calls of a run, those that do not count too. Each once: a crash may have left one in two places. */
export async function* readAllCalls(paths: RunPaths): AsyncGenerator<LlmCall> {
  const attempts = existsSync(paths.attempts) ? await readdir(paths.attempts) : []
  const seen = new Set<string>()
  for (const place of [paths, ...attempts.map((attempt) => runPaths(join(paths.attempts, attempt)))]) {
    for await (const call of readCalls(place)) {
      if (!seen.has(call.id)) yield call
      seen.add(call.id)
    }
  }
}
