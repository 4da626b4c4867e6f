import { type Figure, none } from '../../figures.ts'
import type { Statistic } from '../../statistics/statistic.ts'

const REASON: Partial<Record<string, string>> = {
  no_observations: 'no_common_task',
  one_observation: 'one_task',
  too_many_observations: 'too_many_tasks',
}

/**
 * A statistic of tasks, with why they do not determine it in words about tasks rather than runs.
 *
 * @param unvarying what no variation means to the statistic: of effects that they are all the same, of ranks and signs
 * that there is no difference in any task
 */
export const overTasks = <T>(
  statistic: Statistic<T>,
  unvarying: 'equal_effects' | 'equal_in_every_task',
): Figure<T> =>
  statistic.reason === undefined
    ? statistic
    : none(statistic.reason === 'no_variation' ? unvarying : (REASON[statistic.reason] ?? statistic.reason))
