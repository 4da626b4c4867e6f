import { existsSync } from 'node:fs'
import { readdir } from 'node:fs/promises'
import { join } from 'node:path'
import { readJsonLines } from '@genai-devbench/files'
import { NO_SPEND, type Spend } from '@genai-devbench/gateway'
import { LlmCall, knownSpend } from '@genai-devbench/schema'
import { type ExperimentPaths, runDirs, runPaths } from '@genai-devbench/store'

/** What all calls of the experiment so far have taken, attempts that do not count included. One whose usage is unknown counts with what was set aside for it. */
export async function spentBefore(paths: ExperimentPaths): Promise<Spend> {
  const spent = { ...NO_SPEND }
  for (const { path } of await runDirs(paths)) {
    for (const log of await callLogs(path)) {
      for await (const line of readJsonLines(log)) {
        const { data: call } = LlmCall.safeParse(line)
        if (call === undefined) continue
        const { tokens, picousd } = spendOf(call)
        spent.tokens += tokens
        spent.picousd += picousd
      }
    }
  }
  return spent
}

async function callLogs(run: string): Promise<string[]> {
  const { llmCalls, attempts } = runPaths(run)
  const abandoned = existsSync(attempts) ? await readdir(attempts) : []
  return [llmCalls, ...abandoned.map((attempt) => runPaths(join(attempts, attempt)).llmCalls)]
}

function spendOf(call: LlmCall): Spend {
  const { tokens, picousd } = knownSpend(call)
  // Nothing was set aside only where there was no budget: the seal keeps one from being added after the first run.
  return {
    tokens: tokens ?? call.reserved_tokens ?? 0,
    picousd: picousd ?? call.reserved_picousd ?? 0,
  }
}
