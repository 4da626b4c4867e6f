import { isGraveBetweenTasks } from '@genai-devbench/analysis'
import type { TaskComparison } from '@genai-devbench/schema'
import { formatP } from '../../apa.ts'
import { counted } from '../../document/blocks.ts'
import { graveNotices } from '../../grave-notices.ts'
import { enumerate } from '../../words.ts'

/** What must not be overlooked. */
export function taskWarnings({ notices, differences }: TaskComparison): string[] {
  return [
    ...new Set(graveNotices(notices)),
    ...(differences.some(isGraveBetweenTasks)
      ? [
          'Models, options of frameworks or metric definitions differ: the effects in the tasks are not effects of the same thing.',
        ]
      : []),
  ]
}

/** What so many tasks can show, and which frameworks are in one of them alone. */
export const taskNotices = (comparison: TaskComparison): string[] => [
  ...outOfReach(comparison),
  ...leftOut(comparison),
]

function outOfReach({ comparisons, confidence_level }: TaskComparison): string[] {
  const alpha = 1 - confidence_level
  const messages = comparisons.flatMap(({ role, n_tasks, signed_rank }) => {
    const { smallest_p, smallest_p_adjusted, family_size } = signed_rank
    if (role !== 'primary' || smallest_p === null || smallest_p_adjusted === null) return []
    if (smallest_p_adjusted <= alpha) return []
    const enough = 1 + Math.ceil(Math.log2(family_size / alpha))
    const afterHolm =
      family_size === 1
        ? ''
        : ` (after Holm over ${family_size} comparisons: ${formatP(smallest_p_adjusted)})`
    return [
      `With ${counted(n_tasks, 'task')} the smallest p-value that the signed-rank test can have is ${formatP(smallest_p)}${afterHolm}: whatever the frameworks do, none can be called different at ${Number(alpha.toFixed(6))}. ${enough} tasks are the fewest that can show it.`,
    ]
  })
  return [...new Set(messages)]
}

function leftOut({ experiments, frameworks }: TaskComparison): string[] {
  const alone = experiments.flatMap(({ name, runs }) =>
    Object.keys(runs)
      .filter((id) => !frameworks.includes(id))
      .map((id) => `${id} (${name})`),
  )
  return alone.length === 0 ? [] : [`Left out, with runs in one task alone: ${enumerate(alone)}.`]
}
