import {
  type ExperimentConfig,
  METRICS,
  METRIC_IDS,
  type MetricId,
  type MetricInResults,
  type MetricSummary,
  type Results,
  type RunRecord,
} from '@genai-devbench/schema'
import { type Arm, armsOf } from './arms.ts'
import { compareArms } from './compare-arms.ts'
import type { FindingsInput } from './findings-input.ts'
import { frameworkResult } from './framework-result.ts'
import { summarizeMetric } from './metric-summary.ts'
import { noticesOn } from './notices.ts'
import { provenanceOf } from './provenance.ts'
import { totalSpending } from './spending.ts'
import { summarizeSteps } from './step-summary.ts'
import { stoppingPath } from './stopping-path.ts'

/**
 * Everything the runs say, as data. Pure: the same runs, in whatever order, give the same results, to the byte.
 * All runs that count are in, failed and timed out ones too (intention to treat).
 */
export function findResults(input: FindingsInput): Results {
  const { config, records, unfinished, evaluations } = input
  const { confidence_level } = config.stopping
  const arms = armsOf(config, records, unfinished, evaluations)
  const counted = arms.flatMap((arm) => arm.records)
  const frameworks = arms.map(frameworkResult)
  const metrics = metricsOf(config)
  const provenance = provenanceOf(input, counted)
  return {
    schema_version: 1,
    experiment: config.name,
    model: config.model,
    provider: config.llm.provider,
    notices: noticesOn(config, arms, provenance.run_config_sha256, frameworks),
    confidence_level,
    frameworks,
    metrics,
    summary: Object.fromEntries(arms.map((arm) => [arm.id, summariesOf(arm, metrics, confidence_level)])),
    comparisons: compareArms(arms, metrics, confidence_level),
    steps: arms.flatMap(summarizeSteps),
    runs: arms.flatMap(({ runs }) => runs),
    totals: totalSpending(frameworks),
    stopping: stoppingResult(config, counted, evaluations),
    provenance,
  }
}

const COVERAGE = {
  fixed: 'fixed_n',
  sequential: 'approximate_sequential',
  two_stage: 'two_stage',
  anytime: 'anytime',
} as const

function stoppingResult(
  config: ExperimentConfig,
  records: readonly RunRecord[],
  evaluations: FindingsInput['evaluations'],
): Results['stopping'] {
  const { mode, max_runs } = config.stopping
  const path = stoppingPath(config, records, evaluations)
  return { mode, max_runs, coverage: COVERAGE[mode], reason: path.at(-1)?.reason ?? null, path }
}

/** The plan's primary metrics in its order, then all others: what was not planned is exploratory. */
function metricsOf({ metrics: { primary } }: ExperimentConfig): MetricInResults[] {
  const planned = new Set(primary)
  return [...new Set([...primary, ...METRIC_IDS])].map((id) => ({
    id,
    role: planned.has(id) ? 'primary' : 'secondary',
    ...METRICS[id],
  }))
}

function summariesOf(
  arm: Arm,
  metrics: readonly MetricInResults[],
  level: number,
): Partial<Record<MetricId, MetricSummary>> {
  return Object.fromEntries(metrics.map(({ id }) => [id, summarizeMetric(arm, id, level)]))
}
