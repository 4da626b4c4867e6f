import type { MetricId, Results } from '@genai-devbench/schema'
import { armsOf } from './arms.ts'
import { summarizeChecks } from './check-summary.ts'
import { compareArms } from './metrics/compare-arms.ts'
import type { FindingsInput } from './findings-input.ts'
import { frameworkResult } from './framework-result.ts'
import { planOf, sesoiOf } from './frozen-plan.ts'
import { metricsOf } from './metrics/planned-metrics.ts'
import { measurementNotices } from './notices/measurement-notices.ts'
import { noticesOn } from './notices/notices.ts'
import { omnibusTests } from './metrics/omnibus.ts'
import { byConfiguration, perProtocolOf, summariesOf } from './metrics/parts-of-runs.ts'
import { powerOf } from './metrics/power.ts'
import { provenanceOf } from './provenance.ts'
import { totalSpending } from './spending.ts'
import { summarizeSteps } from './step-tally.ts'
import { stoppingResult } from './stopping-path.ts'

/**
 * Everything the runs say, as data. Pure: the same runs, in whatever order, give the same results, to the byte.
 * All runs that count are in, failed and timed out ones too (intention to treat).
 */
export function findResults(input: FindingsInput): Results {
  const { config, records, unfinished, evaluations } = input
  const arms = armsOf(config, records, unfinished, evaluations)
  const counted = arms.flatMap((arm) => arm.records)
  const frameworks = arms.map(frameworkResult)
  const plan = planOf(input, arms)
  const metrics = metricsOf(plan.primary_metrics)
  const provenance = provenanceOf(input, counted)
  const options = {
    level: plan.confidence_level,
    seed: config.seed,
    rule: config.stopping,
    sesoiOf: (metric: MetricId) => sesoiOf(plan, metric),
  }
  const perProtocol = perProtocolOf(arms, metrics, options)
  const checks = arms.flatMap((arm) => summarizeChecks(arm, evaluations))
  const summary = summariesOf(arms, metrics, options)
  const configurations = byConfiguration(arms, metrics, options)
  return {
    schema_version: 1,
    experiment: config.name,
    model: config.model,
    provider: config.llm.provider,
    notices: [
      ...noticesOn(config, plan, arms, provenance.run_config_sha256, frameworks),
      ...measurementNotices(config, arms, evaluations),
    ],
    confidence_level: plan.confidence_level,
    plan,
    frameworks,
    metrics,
    summary,
    comparisons: compareArms(arms, metrics, options),
    omnibus: omnibusTests(arms, metrics),
    power: powerOf(arms, metrics, plan, summary, config),
    ...(perProtocol && { per_protocol: perProtocol }),
    ...(configurations && { configurations }),
    steps: arms.flatMap(summarizeSteps),
    ...(checks.length > 0 && { checks }),
    runs: arms.flatMap(({ runs }) => runs),
    totals: totalSpending(frameworks),
    stopping: stoppingResult(config, counted, evaluations),
    provenance,
  }
}
