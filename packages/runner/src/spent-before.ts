import { NO_SPEND, type Spend } from '@genai-devbench/gateway'
import { type LlmCall, knownSpend } from '@genai-devbench/schema'
import { type ExperimentPaths, readLlmCalls, runDirs, runPaths } from '@genai-devbench/store'

/** What all calls of the experiment so far have taken, attempts that do not count included. One whose usage is unknown counts with what was set aside for it. */
export async function spentBefore(paths: ExperimentPaths): Promise<Spend> {
  const spent = { ...NO_SPEND }
  for (const { path } of await runDirs(paths)) {
    for await (const call of readLlmCalls(runPaths(path))) {
      const { tokens, picousd } = spendOf(call)
      spent.tokens += tokens
      spent.picousd += picousd
    }
  }
  return spent
}

function spendOf(call: LlmCall): Spend {
  const { tokens, picousd } = knownSpend(call)
  // Nothing was set aside only where there was no budget: the seal keeps one from being added after the first run.
  return {
    tokens: tokens ?? call.reserved_tokens ?? 0,
    picousd: picousd ?? call.reserved_picousd ?? 0,
  }
}
