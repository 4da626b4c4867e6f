import type { FrameworkResult, RunRecord } from '@genai-devbench/schema'
import type { Arm } from './arms.ts'
import { spendingOf } from './spending.ts'
import { tally } from './group.ts'

/** What ran under a framework's id, how its runs ended and what they spent. */
export function frameworkResult(arm: Arm): FrameworkResult {
  return {
    id: arm.id,
    adapter: arm.adapter,
    identity: identities(arm.records),
    runs: arm.runs.length,
    outcomes: tally(arm.runs.map(({ outcome }) => outcome)),
    abandoned_attempts: arm.records.flatMap(({ run, abandoned_attempts }) =>
      abandoned_attempts.map(({ attempt, outcome, reason }) => ({
        run,
        attempt,
        reason: reason ?? outcome ?? 'cut off',
      })),
    ),
    unfinished_runs: arm.unfinished.map(({ run, reason }) => ({ run, reason })),
    spending: spendingOf(arm),
  }
}

function identities(records: readonly RunRecord[]): FrameworkResult['identity'] {
  const versions: Record<string, string[]> = {}
  for (const { identity } of records) {
    for (const [part, version] of Object.entries(identity)) {
      const known = (versions[part] ??= [])
      if (!known.includes(version)) known.push(version)
    }
  }
  return versions
}
