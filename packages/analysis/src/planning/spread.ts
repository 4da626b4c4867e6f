import type { MetricDefinition, MetricId } from '@genai-devbench/schema'
import { type Arm, valuesOf } from '../findings/arms.ts'
import { logarithms } from '../statistics/descriptive/logarithms.ts'
import { mean, standardDeviation } from '../statistics/descriptive/moments.ts'
import { wilsonInterval } from '../statistics/intervals/wilson.ts'
import { upperDeviationBound } from '../statistics/power/precision.ts'
import { type Statistic, determined, mapped, undetermined } from '../statistics/statistic.ts'
import { successesOf } from '../statistics/stopping/successes.ts'
import type { GivenAssumptions, PlanGoal } from './plan-request.ts'
import type { Spread } from './sample-size-plan.ts'

/** One-sided. Source of the choice: a small pilot's sd is as often too small as too large. */
export const PILOT_CONFIDENCE = 0.8

export type SpreadOrReason = { value: Spread } | { value: null; reason: string }

type Scale = Spread['scale']

/** The scale on which a metric of this type is planned: declared, never chosen by the data. */
export function scaleOf(type: MetricDefinition['type'], goal: PlanGoal): Scale {
  if (type === 'binary') return 'rate'
  if (type === 'positive') return 'sd_log'
  return goal.kind === 'difference' ? 'sd' : 'cv'
}

/** How much a metric varies: what is given, else what the pilot says. */
export function spreadOf(
  metric: MetricId,
  scale: Scale,
  goal: PlanGoal,
  arms: readonly Arm[],
  given: GivenAssumptions,
): SpreadOrReason {
  const assumed = givenSpread(scale, given)
  if (assumed !== undefined) return { value: { scale, value: assumed, source: 'given', pilot: [] } }
  const pilot = arms.flatMap((arm) => {
    const values = valuesOf(arm, metric)
    const { value } = OF_PILOT[scale](values)
    return value === null ? [] : [{ framework: arm.id, n: values.length, ...value }]
  })
  if (pilot.length === 0) return { value: null, reason: whyNone(metric, scale, arms) }
  const value = planningValue(
    scale,
    goal,
    pilot.map(({ bound }) => bound),
  )
  if (value === 0)
    return { value: null, reason: `all values of the pilot are the same: give ${ASSUMPTION[scale]}` }
  return { value: { scale, value, source: 'pilot', pilot } }
}

function givenSpread(scale: Scale, { cv, sdLog, baseRate }: GivenAssumptions): number | undefined {
  if (scale === 'rate') return baseRate
  if (scale === 'cv') return cv
  if (scale === 'sd') return undefined
  // The sd of the logarithms of a lognormal variable with this coefficient of variation.
  return sdLog ?? (cv === undefined ? undefined : Math.sqrt(Math.log1p(cv ** 2)))
}

type Bounded = Statistic<{ estimate: number; bound: number }>

const OF_PILOT: Record<Scale, (values: readonly number[]) => Bounded> = {
  sd: deviation,
  sd_log: (values) => mapped(logarithms(values), deviation),
  cv: (values) =>
    mapped(mean(values), (centre) =>
      centre === 0
        ? undetermined('zero_mean')
        : mapped(deviation(values), ({ estimate, bound }) =>
            determined({ estimate: estimate / Math.abs(centre), bound: bound / Math.abs(centre) }),
          ),
    ),
  rate: (values) => {
    const successes = successesOf(values)
    return mapped(wilsonInterval(successes, values.length, 2 * PILOT_CONFIDENCE - 1), ({ lo, hi }) =>
      determined({ estimate: successes / values.length, bound: Math.min(Math.max(0.5, lo), hi) }),
    )
  },
}

function deviation(values: readonly number[]): Bounded {
  return mapped(standardDeviation(values), (estimate) =>
    mapped(upperDeviationBound(values, PILOT_CONFIDENCE), (bound) => determined({ estimate, bound })),
  )
}

/** Every pair is to be told apart, every interval to be narrow: the frameworks that vary most decide. */
function planningValue(scale: Scale, { kind }: PlanGoal, bounds: readonly number[]): number {
  if (scale === 'rate')
    return bounds.reduce((nearest, rate) => (Math.abs(rate - 0.5) < Math.abs(nearest - 0.5) ? rate : nearest))
  const [first = 0, second = first] = bounds.toSorted((a, b) => b - a)
  return kind === 'precision' ? first : Math.hypot(first, second) / Math.SQRT2
}

const ASSUMPTION: Record<Scale, string> = {
  sd_log: '--sd-log or --cv',
  cv: '--cv',
  sd: '--effect instead of --difference, with --cv',
  rate: '--base-rate',
}

function whyNone(metric: MetricId, scale: Scale, arms: readonly Arm[]): string {
  const most = Math.max(...arms.map((arm) => valuesOf(arm, metric).length))
  const needed = scale === 'rate' ? 1 : 2
  const fault =
    most < needed
      ? `no framework has ${needed === 1 ? 'a finished run' : 'two finished runs'} with a value`
      : 'the mean of the pilot is zero'
  return `${fault}: give ${ASSUMPTION[scale]}`
}
