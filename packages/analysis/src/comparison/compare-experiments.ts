import { type ExperimentComparison, TOOLKIT_VERSION } from '@genai-devbench/schema'
import { type Arm, armsOf } from '../findings/arms.ts'
import { frameworkResult } from '../findings/framework-result.ts'
import { planOf, sesoiOf } from '../findings/frozen-plan.ts'
import { pairs } from '../findings/metrics/compare-arms.ts'
import { summariesOf } from '../findings/metrics/parts-of-runs.ts'
import { metricsOf } from '../findings/metrics/planned-metrics.ts'
import { noticesOn } from '../findings/notices/notices.ts'
import { provenanceOf } from '../findings/provenance.ts'
import { type ArmPair, changesOf } from './change.ts'
import { commonChange } from './common-change.ts'
import type { ComparedExperiment } from './compared-experiment.ts'
import { differencesBetween } from './differences.ts'

interface WithArms extends ComparedExperiment {
  arms: Arm[]
  provenance: ReturnType<typeof provenanceOf>
}

/**
 * What changed between experiments, for each framework that two of them share. Pure: the same runs give the same
 * comparison, to the byte. Plan, level and smallest effects of interest are those of the first.
 * @throws RangeError when no experiment is given.
 */
export function compareExperiments(experiments: readonly ComparedExperiment[]): ExperimentComparison {
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
  const { seed } = first.config
  const shared = pairs(all).map(([from, to]) => armPairs(from, to))
  return {
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
    frameworks: [...new Set(shared.flat().map(({ framework }) => framework))],
    metrics,
    summary: Object.fromEntries(
      all.map(({ name, arms, config }) => [
        name,
        summariesOf(arms, metrics, { level, seed: config.seed, rule: config.stopping }),
      ]),
    ),
    changes: metrics.flatMap((metric) =>
      changesOf(metric, shared.flat(), { level, seed, sesoi: sesoiOf(plan, metric.id) }),
    ),
    common: metrics.flatMap((metric) =>
      shared.flatMap(([one, ...others]) => (one ? [commonChange(metric, [one, ...others], level)] : [])),
    ),
  }
}

/** The frameworks that two experiments share, in the order of the first. */
function armPairs(from: WithArms, to: WithArms): ArmPair[] {
  return from.arms.flatMap((arm) => {
    const same = to.arms.find(({ id }) => id === arm.id)
    if (same === undefined) return []
    return [
      {
        framework: arm.id,
        from: arm,
        to: same,
        fromName: from.name,
        toName: to.name,
        fromRule: from.config.stopping,
        toRule: to.config.stopping,
      },
    ]
  })
}

function identityOf({
  name,
  config,
  configSha256,
  inputSha256,
  arms,
  provenance: { first_run_started_at, last_run_ended_at },
}: WithArms): ExperimentComparison['experiments'][number] {
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
