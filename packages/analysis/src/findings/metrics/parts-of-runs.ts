import type {
  MetricInResults,
  PerProtocol,
  Results,
  RunRecord,
  RunResult,
  Summaries,
} from '@genai-devbench/schema'
import type { Arm } from '../arms.ts'
import { type ComparisonOptions, compareArms } from './compare-arms.ts'
import type { IntervalRule } from './estimate-interval.ts'
import { type SummaryOptions, summarizeMetric } from './metric-summary.ts'

/** Every framework under every metric. */
export function summariesOf(
  arms: readonly Arm[],
  metrics: readonly MetricInResults[],
  options: SummaryOptions,
): Summaries {
  return Object.fromEntries(
    arms.map((arm) => [
      arm.id,
      Object.fromEntries(metrics.map(({ id }) => [id, summarizeMetric(arm, id, options)])),
    ]),
  )
}

/** The same figures over the runs that completed alone; undefined when that is all of them. */
export function perProtocolOf(
  arms: readonly Arm[],
  metrics: readonly MetricInResults[],
  whole: ComparisonOptions,
): PerProtocol | undefined {
  const completed = arms.map((arm) => partOf(arm, ({ outcome }) => outcome === 'completed'))
  if (completed.every(({ runs }, index) => runs.length === arms[index]?.runs.length)) return undefined
  const options = { ...whole, rule: ruleOfPart(whole.rule) }
  // Of completed runs success says nothing.
  const measured = metrics.filter(({ id, role }) => role === 'primary' && id !== 'success')
  return {
    runs: countsOf(completed),
    summary: summariesOf(completed, measured, options),
    comparisons: compareArms(completed, measured, options),
  }
}

/** The runs made under each configuration, in the order in which those came into use; undefined when there is one. */
export function byConfiguration(
  arms: readonly Arm[],
  metrics: readonly MetricInResults[],
  whole: SummaryOptions,
): Results['configurations'] {
  const records = arms.flatMap((arm) => arm.records)
  const inOrder = records.toSorted((a, b) => Date.parse(a.started_at) - Date.parse(b.started_at))
  const hashes = [...new Set(inOrder.map(({ config_sha256 }) => config_sha256))]
  if (hashes.length <= 1) return undefined
  const primary = metrics.filter(({ role }) => role === 'primary')
  return hashes.map((hash) => {
    const own = arms.map((arm) => partOf(arm, ({ config_sha256 }) => config_sha256 === hash))
    return {
      config_sha256: hash,
      runs: countsOf(own),
      summary: summariesOf(own, primary, { ...whole, rule: ruleOfPart(whole.rule) }),
    }
  })
}

/** Of a part of the runs neither pilot nor sequence is left. */
const ruleOfPart = ({ mode }: IntervalRule): IntervalRule => ({
  mode: mode === 'fixed' ? 'fixed' : 'sequential',
})

const countsOf = (arms: readonly Arm[]): Record<string, number> =>
  Object.fromEntries(arms.map(({ id, runs }) => [id, runs.length]))

/** Both lists of an arm hold the same runs in the same order. */
function partOf(arm: Arm, isIn: (record: RunRecord) => boolean): Arm {
  const chosen = new Set(arm.records.flatMap((record, index) => (isIn(record) ? [index] : [])))
  const pick = <T extends RunRecord | RunResult>(items: readonly T[]): T[] =>
    items.filter((_, index) => chosen.has(index))
  return { ...arm, records: pick(arm.records), runs: pick(arm.runs) }
}
