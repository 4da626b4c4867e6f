import type { TaskComparison } from '@genai-devbench/schema'
import { tableAsText, wrap } from '../../render/plain-text.ts'
import { differenceList } from '../experiment-tables.ts'
import { rankingTable, rankingWords } from './ranking-table.ts'
import { taskNotices, taskWarnings } from './task-notices.ts'
import { overTasks } from './task-tables.ts'

const WIDTH = 100

/** What differs beside the tasks, and the frameworks over tasks under the primary metrics, as text for a terminal. */
export function renderOverTasks(comparison: TaskComparison): string {
  const others = comparison.differences.filter(({ kind }) => kind !== 'task')
  const ranks = rankingTable(comparison, 'primary')
  return [
    ...taskWarnings(comparison).flatMap((warning) => [wrap(`!! ${warning} !!`, WIDTH, '  '), '']),
    ...(others.length === 0
      ? []
      : [
          'Beside their tasks, the experiments differ in:',
          '',
          tableAsText(differenceList({ ...comparison, differences: others })),
          '',
        ]),
    tableAsText(overTasks(comparison, 'primary')),
    ...(ranks ? ['', wrap(rankingWords(comparison, 'primary'), WIDTH), '', tableAsText(ranks)] : []),
    ...taskNotices(comparison).flatMap((notice) => ['', wrap(`! ${notice}`, WIDTH, '  ')]),
  ].join('\n')
}
