import { NO_SPEND, type Spend } from '@genai-devbench/gateway'
import type { LlmCall, RunRecord } from '@genai-devbench/schema'
import { type ExperimentPaths, readCallLog, runDirs, runKey, triesOf } from '@genai-devbench/store'

/**
 * What all calls of the experiment so far have taken, attempts that do not count included. One whose usage is unknown counts with
 * what was set aside for it. A finished run whose log is damaged counts with its totals.
 */
export async function spentBefore(paths: ExperimentPaths, finished: readonly RunRecord[]): Promise<Spend> {
  const totals = new Map(finished.map((record) => [runKey(record), record.totals.usage]))
  const spent = { ...NO_SPEND }
  for (const run of await runDirs(paths)) {
    for (const attempt of await triesOf(run.paths)) {
      const { calls, damagedLines } = await readCallLog(attempt)
      const total = damagedLines > 0 && attempt === run.paths ? totals.get(run.key) : undefined
      const ofCalls = calls.map(spendOf)
      spent.tokens +=
        total === undefined || total.input_tokens === null || total.output_tokens === null
          ? sum(ofCalls.map(({ tokens }) => tokens))
          : total.input_tokens + total.output_tokens
      spent.picousd += total?.cost_picousd ?? sum(ofCalls.map(({ picousd }) => picousd))
    }
  }
  return spent
}

const sum = (values: readonly number[]): number => values.reduce((total, value) => total + value, 0)

function spendOf(call: LlmCall): Spend {
  const { 'gen_ai.usage.input_tokens': input, 'gen_ai.usage.output_tokens': output } = call
  // Nothing was set aside only where there was no budget: the seal keeps one from being added after the first run.
  return {
    tokens: input === null || output === null ? (call.reserved_tokens ?? 0) : input + output,
    picousd: call.cost_picousd ?? call.reserved_picousd ?? 0,
  }
}
