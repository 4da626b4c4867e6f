import type { RunRecord } from '@genai-devbench/schema'
import type { Arm } from '../findings/arms.ts'
import { spendingOf } from '../findings/spending.ts'
import { REPLAYED } from '../metric-value.ts'
import { mean } from '../statistics/descriptive/moments.ts'
import type { Expected } from './sample-size-plan.ts'

const PICO = 1e12
const HOUR = 3600

type OfOneRun = { value: number } | { value: null; reason: string }

/** In dollars: what a finished run has cost on average, attempts that do not count included, or what is given. */
export const expectedCost = (
  arms: readonly Arm[],
  runs: number | null,
  given: number | undefined,
): Expected => expected(arms, runs, (arm) => (given === undefined ? costOfOne(arm) : { value: given }))

/** Of running alone, so many runs at a time. */
export function expectedHours(
  arms: readonly Arm[],
  runs: number | null,
  givenSeconds: number | undefined,
  concurrency: number,
): Expected {
  return expected(arms, runs, (arm) => {
    const seconds = givenSeconds === undefined ? secondsOfOne(arm) : { value: givenSeconds }
    return seconds.value === null ? seconds : { value: seconds.value / HOUR / concurrency }
  })
}

/** Unknown of one framework is unknown in all. */
function expected(arms: readonly Arm[], runs: number | null, ofOneRun: (arm: Arm) => OfOneRun): Expected {
  if (runs === null) return { all: null, left: null, reason: 'the number of runs is not known' }
  let [all, left] = [0, 0]
  for (const arm of arms) {
    const one = ofOneRun(arm)
    if (one.value === null) return { all: null, left: null, reason: `${arm.id}: ${one.reason}` }
    all += runs * one.value
    left += Math.max(0, runs - arm.runs.length) * one.value
  }
  return { all, left }
}

function costOfOne(arm: Arm): OfOneRun {
  if (arm.runs.length === 0) return { value: null, reason: 'no finished run' }
  const { cost_picousd, cost_reason } = spendingOf(arm).all
  return cost_picousd === null
    ? { value: null, reason: cost_reason ?? 'the cost is unknown' }
    : { value: cost_picousd / PICO / arm.runs.length }
}

function secondsOfOne({ records }: Arm): OfOneRun {
  const timed = records.filter(({ replayed }: RunRecord) => replayed !== true)
  const { value } = mean(timed.map(({ totals }) => totals.wall_ms / 1000))
  return value === null ? { value, reason: records.length === 0 ? 'no finished run' : REPLAYED } : { value }
}
