import type { ComparisonOverTasks, TaskComparison } from '@genai-devbench/schema'
import { counted } from '../../document/blocks.ts'
import type { Figure } from '../../figures/figure.ts'
import { type Effect, axisOf } from '../../figures/forest/effects.ts'
import { forestFigure } from '../../figures/forest/forest-figure.ts'
import { verdictText } from '../../words.ts'
import { metricsOf } from '../change-tables.ts'
import { taskEffectFormat } from './task-tables.ts'

/** A forest for each primary metric: under each pair of frameworks the effect in every task, and the mean over tasks below. */
export function taskForests(comparison: TaskComparison): Figure[] {
  return metricsOf(comparison, 'primary').flatMap((metric) => {
    const own = comparison.comparisons.filter((pair) => pair.metric === metric.id && pair.n_tasks > 0)
    if (own.length === 0) return []
    const format = taskEffectFormat(metric, own)
    const axis = axisOf({ metric, ...format })
    const effects = {
      id: `effects_${metric.id}`,
      title: `${metric.label}: effects in each task and over tasks`,
      ...axis,
      groups: own.map((pair) => ({
        metric,
        heading: `${metric.label}, ${pair.a} ${axis.sign} ${pair.b}`,
        effects: effectsOf(pair),
        ...format,
      })),
    }
    return [
      forestFigure(effects, {
        section: 'over_tasks',
        rows: 'Task',
        keys: ['a', 'b', 'task'],
        level: comparison.confidence_level,
        note: 'The last row of each pair is the unweighted mean: its interval tells how the effect varies from task to task, those above from run to run within a task.',
      }),
    ]
  })
}

function effectsOf(pair: ComparisonOverTasks): Effect[] {
  const { a, b, tasks, estimand, n_tasks } = pair
  const mean = `mean of ${counted(n_tasks, 'task')}`
  return [
    ...tasks.map((effect) => ({
      ...effect,
      estimand,
      nameOf: () => effect.task,
      keys: [a, b, effect.task],
      verdict: null,
      verdictText: '',
    })),
    { ...pair, nameOf: () => mean, keys: [a, b, mean], verdictText: verdictText(pair) },
  ]
}
