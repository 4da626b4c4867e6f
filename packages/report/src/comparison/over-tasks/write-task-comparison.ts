import {
  type ComparedExperiment,
  compareOverTasks,
  isGraveBetweenTasks,
  isSameTask,
} from '@genai-devbench/analysis'
import { TaskComparison, UserError } from '@genai-devbench/schema'
import type { ExperimentPaths } from '@genai-devbench/store'
import { drawAll } from '../../figures/draw-figures.ts'
import { loadCompared, noSharedFramework, refuseDifferences } from '../load-compared.ts'
import { writeComparisonFiles } from '../write-comparison-files.ts'
import { buildTaskDocument } from './build-task-document.ts'
import { taskForests } from './task-forests.ts'
import { taskWarnings } from './task-notices.ts'

export interface WrittenTaskComparison {
  comparison: TaskComparison
  /** Absolute paths, the one to open first. */
  files: string[]
}

/**
 * Compares frameworks over tasks, each experiment being one, and writes task_comparison.json, from which all else is
 * drawn, task_comparison.html, .md and figures/ into a directory.
 * @throws UserError when two experiments have the same task, no two frameworks are in two tasks, an experiment has no
 * finished run, or, unless `force`, models, options of frameworks or metric definitions differ.
 */
export async function writeTaskComparison(
  all: readonly ExperimentPaths[],
  dir: string,
  { force = false }: { force?: boolean } = {},
): Promise<WrittenTaskComparison> {
  const experiments = await loadCompared(all)
  refuseSameTask(experiments)
  if (!force) refuseDifferences(experiments, isGraveBetweenTasks, NOT_THE_SAME_THING)
  const comparison = TaskComparison.parse(compareOverTasks(experiments))
  requirePairInTwoTasks(comparison)
  const figures = await drawAll(taskForests(comparison), taskWarnings(comparison))
  const document = buildTaskDocument(comparison, figures)
  const files = await writeComparisonFiles(dir, 'task_comparison', { data: comparison, document, figures })
  return { comparison, files }
}

const NOT_THE_SAME_THING = {
  message:
    'The experiments differ in more than their tasks, so that the effects in them are not effects of the same thing',
  hint: 'Take experiments with the same model, options of frameworks and metric definitions; or add --force, and the report says so on top.',
}

function refuseSameTask(experiments: readonly ComparedExperiment[]): void {
  const same = experiments.flatMap((one, index) => {
    const first = experiments.slice(0, index).find((other) => isSameTask(one, other))
    return first ? [`${first.name} and ${one.name}`] : []
  })
  if (same.length === 0) return
  throw new UserError(
    'same_task',
    `The same task, by the prompts of the enabled steps, would count as two: ${same.join('; ')}.`,
    {
      hint: 'Name one experiment for each task. Without --as-tasks, compare says what changed between experiments with the same task.',
    },
  )
}

function requirePairInTwoTasks({ experiments, frameworks }: TaskComparison): void {
  const isIn = (id: string, { runs }: (typeof experiments)[number]): boolean => runs[id] !== undefined
  const shares = frameworks.some((a, index) =>
    frameworks
      .slice(index + 1)
      .some((b) => experiments.filter((one) => isIn(a, one) && isIn(b, one)).length > 1),
  )
  if (!shares)
    throw noSharedFramework('No two frameworks have finished runs in two of these tasks', experiments)
}
