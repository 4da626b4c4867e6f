import type { TaskComparison } from '@genai-devbench/schema'
import { sesoiOf } from '../../findings/frozen-plan.ts'
import type { ComparedExperiment } from '../compared-experiment.ts'
import { describeExperiments } from '../described-experiments.ts'
import { comparisonsOverTasks } from './comparisons-over-tasks.ts'
import { rankingOf } from './ranking.ts'

/**
 * Whether frameworks differ over tasks, each experiment being one task: those that two experiments share or more, in
 * pairs and ranked. Pure: the same runs give the same comparison, to the byte. Plan, level and smallest effects of
 * interest are those of the first.
 * @throws RangeError when no experiment is given.
 */
export function compareOverTasks(experiments: readonly ComparedExperiment[]): TaskComparison {
  const { all, plan, metrics, level, description } = describeExperiments(experiments)
  const seen = all.flatMap(({ arms }) => arms.map(({ id }) => id))
  const frameworks = [...new Set(seen)].filter((id) => seen.indexOf(id) !== seen.lastIndexOf(id))
  return {
    ...description,
    frameworks,
    comparisons: comparisonsOverTasks(all, frameworks, metrics, {
      level,
      sesoiOf: (metric) => sesoiOf(plan, metric),
    }),
    rankings: metrics.flatMap((metric) => rankingOf(metric, description.summary, frameworks) ?? []),
  }
}
