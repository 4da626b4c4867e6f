import { NO_SPEND, type Spend } from '@genai-devbench/gateway'
import { type LlmCall, knownSpend } from '@genai-devbench/schema'
import { type ExperimentPaths, readAllCalls, runDirs, runPaths } from '@genai-devbench/store'

/** What all calls of the experiment so far have taken, those that do not count included. */
export async function spentBefore(paths: ExperimentPaths): Promise<Spend> {
  const spent = { ...NO_SPEND }
  for (const { path } of await runDirs(paths)) {
    const { tokens, picousd } = await spentOn(readAllCalls(runPaths(path)))
    spent.tokens += tokens
    spent.picousd += picousd
  }
  return spent
}

/** What some calls have taken. One whose usage is unknown counts with what was set aside for it. */
export async function spentOn(calls: AsyncIterable<LlmCall>): Promise<Spend> {
  const spent = { ...NO_SPEND }
  for await (const call of calls) {
    const { tokens, picousd } = knownSpend(call)
    // Nothing was set aside only where there was no budget: the seal keeps one from being added after the first run.
    spent.tokens += tokens ?? call.reserved_tokens ?? 0
    spent.picousd += picousd ?? call.reserved_picousd ?? 0
  }
  return spent
}
