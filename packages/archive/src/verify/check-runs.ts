import { posix } from 'node:path'
import { NO_USAGE, type Usage, isResult } from '@genai-devbench/schema'
import { experimentPaths, runPaths } from '@genai-devbench/store'
import type { Findings } from './findings.ts'
import type { Inventory } from './inventory.ts'

const { journal: JOURNAL } = experimentPaths('')

/** Compares the journal, the records of the runs and the logs of their calls with each other. */
export function checkRuns(inventory: Inventory, findings: Findings): void {
  const { journal, records, unreadable } = inventory.claims
  if (journal.size > 0) findings.check(JOURNAL)
  for (const [path, hash] of journal) {
    const claim = records.get(path)
    findings.check(path)
    if (claim === undefined && !unreadable.has(path)) findings.add(path, 'missing', 'the journal has the run')
    else if (claim !== undefined && claim.hash !== hash)
      findings.add(path, 'changed', 'differs from its line in the journal')
  }
  for (const [path, { record }] of records) {
    if (record.outcome === null || !isResult(record.outcome)) continue
    if (!journal.has(path)) findings.add(path, 'extra', 'finished, and not in the journal')
    const root = posix.dirname(path)
    checkCalls(inventory, findings, root, record.totals.usage)
    for (const { attempt, usage } of record.abandoned_attempts)
      checkCalls(inventory, findings, posix.join(runPaths(root).attempts, String(attempt)), usage)
  }
}

/** What was called must add up to what the record says was used. */
function checkCalls({ things, claims }: Inventory, findings: Findings, run: string, used: Usage): void {
  const path = runPaths(run).llmCalls
  const spent = claims.spent.get(path) ?? NO_USAGE
  findings.check(path)
  if (AMOUNTS.every((amount) => spent[amount] === used[amount])) return
  if (things.has(path)) findings.add(path, 'changed', 'its calls do not add up to what the run record says')
  else findings.add(path, 'missing', `the run record says ${used.calls} calls`)
}

// No times: sums of fractions depend on their order.
const AMOUNTS = [
  'calls',
  'failed_calls',
  'input_tokens',
  'output_tokens',
  'cached_input_tokens',
  'cache_creation_input_tokens',
  'reasoning_tokens',
  'cost_picousd',
] as const satisfies (keyof Usage)[]
