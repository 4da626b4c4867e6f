import {
  type DescribedExperiments,
  type MetricInResults,
  type PlanInResults,
  TOOLKIT_VERSION,
} from '@genai-devbench/schema'
import { type Arm, armsOf } from '../findings/arms.ts'
import { frameworkResult } from '../findings/framework-result.ts'
import { planOf } from '../findings/frozen-plan.ts'
import { summariesOf } from '../findings/metrics/parts-of-runs.ts'
import { metricsOf } from '../findings/metrics/planned-metrics.ts'
import { noticesOn } from '../findings/notices/notices.ts'
import { provenanceOf } from '../findings/provenance.ts'
import type { ComparedExperiment } from './compared-experiment.ts'
import { differencesBetween } from './differences.ts'

export interface WithArms extends ComparedExperiment {
  /** Those with runs. */
  arms: Arm[]
  provenance: ReturnType<typeof provenanceOf>
}

interface Described {
  all: WithArms[]
  /** Of the first experiment, as its metrics, their roles and the level are. */
  plan: PlanInResults
  metrics: MetricInResults[]
  level: number
  seed: number
  description: Omit<DescribedExperiments, 'frameworks'>
}

/**
 * What the experiments are and hold, and what all comparisons of them start from.
 * @throws RangeError when no experiment is given.
 */
export function describeExperiments(experiments: readonly ComparedExperiment[]): Described {
  const all = experiments.map((experiment): WithArms => ({
    ...experiment,
    arms: armsOf(experiment.config, experiment.records, [], experiment.evaluations).filter(
      ({ runs }) => runs.length > 0,
    ),
    provenance: provenanceOf({ ...experiment, unfinished: [] }, experiment.records),
  }))
  const [first] = all
  if (!first) throw new RangeError('no experiment to compare')
  const plan = planOf(first, first.arms)
  const level = plan.confidence_level
  const metrics = metricsOf(plan.primary_metrics)
  return {
    all,
    plan,
    metrics,
    level,
    seed: first.config.seed,
    description: {
      schema_version: 1,
      toolkit_version: TOOLKIT_VERSION,
      experiments: all.map(identityOf),
      differences: differencesBetween(experiments),
      notices: all.flatMap(({ arms, provenance, ...experiment }) =>
        noticesOn(
          experiment.config,
          planOf(experiment, arms),
          arms,
          provenance.run_config_sha256,
          arms.map(frameworkResult),
        ).map((notice) => ({ experiment: experiment.name, ...notice })),
      ),
      confidence_level: level,
      metrics,
      summary: Object.fromEntries(
        all.map(({ name, arms, config }) => [
          name,
          summariesOf(arms, metrics, { level, seed: config.seed, rule: config.stopping }),
        ]),
      ),
    },
  }
}

function identityOf({
  name,
  config,
  configSha256,
  inputSha256,
  arms,
  provenance: { first_run_started_at, last_run_ended_at },
}: WithArms): DescribedExperiments['experiments'][number] {
  return {
    name,
    model: config.model,
    provider: config.llm.provider,
    runs: Object.fromEntries(arms.map(({ id, runs }) => [id, runs.length])),
    config_sha256: configSha256,
    input_sha256: inputSha256,
    ...(first_run_started_at !== undefined && { first_run_started_at }),
    ...(last_run_ended_at !== undefined && { last_run_ended_at }),
  }
}
