import type { ExperimentComparison } from '@genai-devbench/schema'
import { sesoiOf } from '../findings/frozen-plan.ts'
import { pairs } from '../findings/metrics/compare-arms.ts'
import { type ArmPair, changesOf } from './change.ts'
import { commonChange } from './common-change.ts'
import type { ComparedExperiment } from './compared-experiment.ts'
import { type WithArms, describeExperiments } from './described-experiments.ts'

/**
 * What changed between experiments, for each framework that two of them share. Pure: the same runs give the same
 * comparison, to the byte. Plan, level and smallest effects of interest are those of the first.
 * @throws RangeError when no experiment is given.
 */
export function compareExperiments(experiments: readonly ComparedExperiment[]): ExperimentComparison {
  const { all, plan, metrics, level, seed, description } = describeExperiments(experiments)
  const shared = pairs(all).map(([from, to]) => armPairs(from, to))
  return {
    ...description,
    frameworks: [...new Set(shared.flat().map(({ framework }) => framework))],
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
