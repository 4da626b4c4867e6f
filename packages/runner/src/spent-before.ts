import { NO_SPEND, type Spend } from '@genai-devbench/gateway'
import { type LlmCall, knownSpend } from '@genai-devbench/schema'
import { type ExperimentPaths, readAllCalls, readCallLog, runDirs, runKey } from '@genai-devbench/store'
import type { FinishedRun } from './finished-runs.ts'

/**
 * What all calls of the experiment so far have taken, those that do not count included. A finished run whose log is damaged counts
 * with its totals where these are more.
 */
export async function spentBefore(paths: ExperimentPaths, finished: readonly FinishedRun[]): Promise<Spend> {
  const totals = new Map(finished.map((run) => [runKey(run), run.usage]))
  const spent = { ...NO_SPEND }
  for (const run of await runDirs(paths)) {
    const { tokens, picousd } = spentOn(await readAllCalls(run.paths))
    const { calls, damagedLines } = await readCallLog(run.paths)
    const total = damagedLines > 0 ? totals.get(run.key) : undefined
    const readable = spentOn(calls)
    spent.tokens += tokens
    spent.picousd += picousd
    if (total === undefined) continue
    spent.tokens += Math.max(0, (total.input_tokens ?? 0) + (total.output_tokens ?? 0) - readable.tokens)
    spent.picousd += Math.max(0, (total.cost_picousd ?? 0) - readable.picousd)
  }
  return spent
}

/** What some calls have taken. One whose usage is unknown counts with what was set aside for it. */
export function spentOn(calls: readonly LlmCall[]): Spend {
  const spent = { ...NO_SPEND }
  for (const call of calls) {
    const { tokens, picousd } = knownSpend(call)
    // Nothing was set aside only where there was no budget: the seal keeps one from being added after the first run.
    spent.tokens += tokens ?? call.reserved_tokens ?? 0
    spent.picousd += picousd ?? call.reserved_picousd ?? 0
  }
  return spent
}
