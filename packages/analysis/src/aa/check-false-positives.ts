import {
  type AaCheck,
  type AaSource,
  type ExperimentConfig,
  type FalsePositives,
  type MetricInResults,
  type RunResult,
  TOOLKIT_VERSION,
} from '@genai-devbench/schema'
import { figuresOf, intervalOf, none } from '../figures.ts'
import { armsOf } from '../findings/arms.ts'
import type { FindingsInput } from '../findings/findings-input.ts'
import { planOf } from '../findings/frozen-plan.ts'
import { pairs } from '../findings/metrics/compare-arms.ts'
import { metricsOf } from '../findings/metrics/planned-metrics.ts'
import { holm, ofPlanned } from '../statistics/multiplicity/adjust.ts'
import { clopperPearsonInterval } from '../statistics/proportions/intervals.ts'
import { type Random, xoshiro128 } from '../statistics/resampling/random.ts'
import { type AaRuns, aaSources } from './aa-sources.ts'
import { TEST_OF, splitTest, valuesOf } from './split-test.ts'

export interface AaRequest extends Pick<
  FindingsInput,
  'seal' | 'amendments' | 'records' | 'evaluations' | 'inputSha256'
> {
  config: ExperimentConfig
  resamples: number
}

/** Of the intervals of the rates. */
const RATE_LEVEL = 0.95

/**
 * How often the tests of the analysis find a difference between two arms that are random parts of the same runs, where
 * there is none: a check of the pipeline, which says nothing of frameworks. Pure and seeded.
 */
export function checkFalsePositives(request: AaRequest): AaCheck {
  const { config, records, evaluations, inputSha256, resamples } = request
  const arms = armsOf(config, records, [], evaluations)
  const plan = planOf(request, arms)
  const { enough, tooFew } = aaSources(config, arms)
  const metrics = metricsOf(plan.primary_metrics)
  // Without the last digits of a subtraction.
  const nominal = Number((1 - plan.confidence_level).toFixed(12))
  return {
    schema_version: 1,
    toolkit_version: TOOLKIT_VERSION,
    experiment: config.name,
    provider: config.llm.provider,
    nominal,
    resamples,
    seed: config.seed,
    rng: 'xoshiro128**',
    input_sha256: inputSha256,
    sources: enough.map((source) => checkSource(source, metrics, { nominal, resamples, seed: config.seed })),
    too_few_runs: tooFew.map(({ id, runs }) => ({ framework: id, runs: runs.length })),
  }
}

interface Settings {
  nominal: number
  resamples: number
  seed: number
}

function checkSource(
  { arms, runs, inFirst }: AaRuns,
  metrics: readonly MetricInResults[],
  { nominal, resamples, seed }: Settings,
): AaSource {
  const tests = metrics.map((metric) => ({
    metric,
    test: splitTest(metric, runs, seed),
    rejections: 0,
    undetermined: 0,
  }))
  const random = xoshiro128(seed)
  const adjusted = ofPlanned(holm)
  let inFamily = 0
  for (let i = 0; i < resamples; i++) {
    const shuffled = shuffle(runs, random)
    const [a, b] = [shuffled.slice(0, inFirst), shuffled.slice(inFirst)]
    const ofPrimary: (number | null)[] = []
    for (const entry of tests) {
      const p = entry.test(a, b)
      if (p === null) entry.undetermined += 1
      else if (p <= nominal) entry.rejections += 1
      if (entry.metric.role === 'primary') ofPrimary.push(p)
    }
    if (adjusted(ofPrimary).some((p) => p !== null && p <= nominal)) inFamily += 1
  }
  const primary = tests.filter(({ metric }) => metric.role === 'primary')
  return {
    frameworks: arms.map(({ id }) => id),
    sizes: [inFirst, runs.length - inFirst],
    metrics: tests.map(({ metric, rejections, undetermined }) => ({
      metric: metric.id,
      role: metric.role,
      test: TEST_OF[metric.type],
      false_positives: rateOf(
        rejections,
        resamples,
        undetermined < resamples ? undefined : whyUntested(metric, runs),
      ),
      undetermined,
    })),
    family: rateOf(
      inFamily,
      resamples,
      primary.some(({ undetermined }) => undetermined < resamples) ? undefined : 'no_variation',
    ),
    observed: pairs(arms).flatMap(([a, b]) =>
      metrics.map((metric) => {
        const p = splitTest(metric, [...a.runs, ...b.runs], seed)(a.runs, b.runs)
        return {
          metric: metric.id,
          role: metric.role,
          a: a.id,
          b: b.id,
          ...figuresOf({ p: p === null ? none(whyUntested(metric, runs)) : { value: p } }),
        }
      }),
    ),
  }
}

const whyUntested = ({ id }: MetricInResults, runs: readonly RunResult[]): string =>
  valuesOf(runs, id).length === 0 ? 'no_observations' : 'no_variation'

/** `untested`: why no split allowed a test, where none did. */
function rateOf(rejections: number, resamples: number, untested: string | undefined): FalsePositives {
  const absent = untested === undefined ? undefined : none(untested)
  return {
    rejections,
    ...figuresOf({ rate: absent ?? { value: rejections / resamples } }),
    ci: intervalOf(
      'clopper_pearson',
      RATE_LEVEL,
      absent ?? clopperPearsonInterval(rejections, resamples, RATE_LEVEL),
    ),
  }
}

/** Fisher and Yates. */
function shuffle(runs: readonly RunResult[], random: Random): RunResult[] {
  const shuffled = [...runs]
  for (let last = shuffled.length - 1; last > 0; last--) {
    const other = random(last + 1)
    const moved = shuffled[last] as RunResult
    shuffled[last] = shuffled[other] as RunResult
    shuffled[other] = moved
  }
  return shuffled
}
