import { setTimeout as sleep } from 'node:timers/promises'
import { backoffMs } from '@genai-devbench/gateway'
import type { RunRecord } from '@genai-devbench/schema'
import { readCalls } from '@genai-devbench/store'
import { isRefusal } from '../step/provider-failure.ts'
import { type RunRequest, executeRun } from './execute-run.ts'

/**
 * Makes one run, and begins it again after a wait while it ends for reasons that are not the framework's, as often as
 * the config allows. What the framework did itself, failing included, is a result and never tried again; nor is, in this call, what
 * the provider refuses for good.
 */
export async function executeRunWithRetry(request: RunRequest): Promise<RunRecord> {
  const { plan, stop, emit } = request
  const { max_attempts, base_delay, max_delay } = plan.config.retry.infrastructure
  for (let attempt = 1; ; attempt++) {
    const record = await executeRun(request)
    if (record.outcome !== 'infrastructure' || attempt === max_attempts) return record
    if (await isRefused(request, record)) return record
    const delay_ms = backoffMs(attempt, base_delay * 1000, max_delay * 1000, Math.random)
    emit({
      type: 'run_waits',
      framework: record.framework,
      run: record.run,
      attempt: record.attempt,
      delay_ms,
    })
    await sleep(delay_ms, undefined, { signal: stop }).catch(() => {})
    if (stop.aborted) return record
  }
}

async function isRefused({ plan, arm, scheduled }: RunRequest, { steps }: RunRecord): Promise<boolean> {
  const last = (await readCalls(plan.paths.run(arm.id, scheduled.run))).at(-1)
  const ended = steps.find(({ outcome }) => outcome === 'infrastructure')
  return last !== undefined && last.step === ended?.id && isRefusal(last)
}
