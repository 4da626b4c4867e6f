import type { MetricPlan, SampleSizePlan, Spread } from '@genai-devbench/analysis'
import { METRICS } from '@genai-devbench/schema'
import { formatPercent, formatRuns, threeDigits } from '../text/amounts.ts'

const FEW_PILOT_RUNS = 10
const FEWEST_RUNS = 5

export const SCALE: Record<Spread['scale'], string> = {
  sd_log: 'sd of logarithms',
  cv: 'sd/mean',
  sd: 'sd',
  rate: 'proportion',
}

/** All that the answer stands on, a sentence each. */
export function assumptionsOf(plan: SampleSizePlan): string[] {
  const { metrics, goal, concurrency, pilot_confidence } = plan
  const fromPilot = metrics.some(({ spread }) => spread?.source === 'pilot')
  return [
    ...metrics.flatMap(spreadText),
    ...(fromPilot
      ? [
          `Planned with the pilot's ${formatPercent(pilot_confidence)} confidence bound in the direction that needs more runs${goal.kind === 'precision' ? '' : ', of the two frameworks that vary most'}. What the pilot says of the effect is not looked at.`,
        ]
      : []),
    ...METHOD_NOTES.filter(({ method }) => metrics.some((metric) => metric.method === method)).map(
      ({ text }) => text,
    ),
    ...metrics.flatMap(({ metric, missing }) =>
      missing === 0
        ? []
        : [`${METRICS[metric].label}: ${threeDigits(missing * 100)}% of the runs have no value.`],
    ),
    `Cost and time as of the finished runs on average, or as given, evaluation not included; ${concurrency} run${concurrency === 1 ? '' : 's'} at a time.`,
  ]
}

const METHOD_NOTES: { method: MetricPlan['method']; text: string }[] = [
  { method: 'welch_log', text: 'Logarithms are normal; two independent samples of the same size.' },
  { method: 'brunner_munzel', text: 'A rank test needs pi/3 times the runs of the t test (normal values).' },
  {
    method: 'fisher',
    text: "Power of Fisher's test by going through all outcomes; it goes up and down with n, and holds from the number given on.",
  },
]

function spreadText({ metric, spread }: MetricPlan): string[] {
  if (spread === null) return []
  const { label } = METRICS[metric]
  if (spread.source === 'given')
    return [`${label}: ${SCALE[spread.scale]} ${threeDigits(spread.value)}, as given.`]
  const pilots = spread.pilot.map(
    ({ framework, n, estimate, bound }) =>
      `${framework} ${threeDigits(estimate)} in ${formatRuns(n)} (bound ${threeDigits(bound)})`,
  )
  return [`${label}: ${SCALE[spread.scale]} ${pilots.join(', ')}.`]
}

export function planWarnings({ provider, metrics, frameworks, runs, max_runs }: SampleSizePlan): string[] {
  const pilots = metrics.flatMap(({ spread }) => spread?.pilot ?? [])
  const fewest = Math.min(...pilots.map(({ n }) => n))
  const silent = frameworks.filter(
    ({ id }) => pilots.length > 0 && pilots.every(({ framework }) => framework !== id),
  )
  return [
    ...(provider === 'scripted' && pilots.length > 0
      ? ['The pilot was answered by the scripted model: its spread says nothing about real runs.']
      : []),
    ...(fewest < FEW_PILOT_RUNS
      ? [`The pilot is small (${formatRuns(fewest)}): its spread is known roughly, so the bounds are wide.`]
      : []),
    ...silent.map(({ id }) => `The pilot says nothing of ${id}: it is taken to vary as the others.`),
    ...(runs !== null && runs < FEWEST_RUNS
      ? [
          `Fewer than ${FEWEST_RUNS} runs carry no interval worth the name: make at least ${FEWEST_RUNS}, better 10.`,
        ]
      : []),
    ...(runs !== null && runs > max_runs
      ? [`stopping.max_runs is ${max_runs}: set it to ${runs} before the first run, or in a new experiment.`]
      : []),
    ...metrics.flatMap(({ metric, runs: needed, reason }) =>
      needed === null ? [`Not planned for ${METRICS[metric].label}: ${reason}.`] : [],
    ),
  ]
}
