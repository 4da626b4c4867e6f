import type { MetricInResults, TaskComparison } from '@genai-devbench/schema'
import { figuresOf, heading, table, text } from '../../document/blocks.ts'
import type { Block, ReportDocument, Section } from '../../document/report-document.ts'
import type { DrawnFigure } from '../../figures/draw-figures.ts'
import { enumerate, formatLevel } from '../../words.ts'
import { metricsOf } from '../change-tables.ts'
import {
  differenceList,
  experimentList,
  hashes,
  noticesOfExperiments,
  valueMatrix,
} from '../experiment-tables.ts'
import { rankingTable, rankingWords } from './ranking-table.ts'
import { taskNotices, taskWarnings } from './task-notices.ts'
import { inEachTask, overTasks } from './task-tables.ts'

/** The whole report of frameworks over tasks from its data alone. */
export function buildTaskDocument(
  comparison: TaskComparison,
  figures: readonly DrawnFigure[],
): ReportDocument {
  const { experiments, frameworks } = comparison
  return {
    title: `${enumerate(frameworks)} over ${experiments.length} tasks`,
    warnings: taskWarnings(comparison),
    notices: [...taskNotices(comparison), ...noticesOfExperiments(comparison)],
    lead: `Each experiment is one task: ${enumerate(experiments.map(({ name }) => name))}. Frameworks in at least two of them: ${enumerate(frameworks)}. Effects are those of A against B.`,
    sections: [
      { id: 'tasks', title: 'Tasks', blocks: [table('Experiments', experimentList(comparison))] },
      {
        id: 'differences',
        title: 'Differences',
        blocks: [
          text('That the tasks differ is what they are for. Whatever else differs varies along with them.'),
          table('Differences', differenceList(comparison)),
        ],
      },
      {
        id: 'over-tasks',
        title: 'Over tasks',
        blocks: [
          ...figuresOf('over_tasks', figures),
          heading('Pairs of frameworks'),
          ...overTasksBlocks(comparison, 'primary'),
        ],
      },
      {
        id: 'each-task',
        title: 'In each task',
        blocks: [table('Effects in each task', inEachTask(comparison))],
      },
      {
        id: 'values',
        title: 'Values',
        blocks: [table('Values', valueMatrix(comparison, 'primary', 'frameworks'))],
      },
      ...exploratorySections(comparison),
      { id: 'methods', title: 'Methods', blocks: methods(comparison).map(text) },
      { id: 'provenance', title: 'Provenance', blocks: [table('Provenance', hashes(comparison))] },
    ],
  }
}

function overTasksBlocks(comparison: TaskComparison, role: MetricInResults['role']): Block[] {
  const ranks = rankingTable(comparison, role)
  return [
    table('Over tasks', overTasks(comparison, role)),
    ...(ranks
      ? [heading('All frameworks, ranked'), text(rankingWords(comparison, role)), table('Ranks', ranks)]
      : []),
  ]
}

function exploratorySections(comparison: TaskComparison): Section[] {
  if (metricsOf(comparison, 'secondary').length === 0) return []
  return [
    {
      id: 'exploratory',
      title: 'Exploratory',
      blocks: [
        text('Not part of the plan of the first experiment: leads for further work, not results.'),
        ...overTasksBlocks(comparison, 'secondary'),
        heading('Values'),
        table('Values of secondary metrics', valueMatrix(comparison, 'secondary', 'frameworks')),
      ],
    },
  ]
}

function methods(comparison: TaskComparison): string[] {
  const { experiments, confidence_level, comparisons } = comparison
  const margins = comparisons.some(
    ({ role, equivalence }) => role === 'primary' && equivalence.margin_hi !== null,
  )
  const family = comparisons.find(({ role }) => role === 'primary')?.signed_rank.family_size
  return [
    `The task is the unit of analysis. Within each task, A is held against B over all runs that count (intention to treat), on the scale of the metric's type: the ratio of geometric means, or the difference of means or proportions, with its own ${formatLevel(confidence_level)} interval. Over tasks the effects are averaged without weights, ratios on the logarithms.`,
    'The interval of that mean is Student’s over the effects of the tasks. With tasks as clusters of equal size it is the one from the cluster-robust standard error of the paired differences (Miller 2024, Adding Error Bars to Evals): runs of one task share that task, and count as one.',
    `The test is Wilcoxon's signed-rank test of the effects, exact given their ties, effects of 0 dropped; beside it, the exact test of their mean over all ways to give them signs. p-values of the former are adjusted by Holm over ${family} comparisons (all pairs of frameworks under all primary metrics), those of secondary metrics by Benjamini-Hochberg. The interval stands by itself and may exclude no effect where the test, by its adjustment or for want of tasks, finds none. Primary metrics, level and smallest effects of interest are those of ${experiments[0]?.name}.`,
    margins
      ? 'Two frameworks count as equivalent when the mean effect is within the smallest effect of interest by two one-sided t tests over tasks (by default a ratio between 0.8 and 1.25).'
      : 'No smallest effect of interest is declared, so nothing can count as equivalent.',
    'Three frameworks or more are also ranked in each task: Friedman’s test, its chi-squared p-value and that of Iman and Davenport’s F, which is less conservative; neither is adjusted, and no pair waits for it. W is Kendall’s coefficient of concordance, the agreement of the tasks.',
    'What is found over tasks speaks of tasks like these, as far as these were chosen without regard to the frameworks; what is found in one task speaks of further runs of that task. Tasks that share prompts, code or an application are less than so many independent tasks. It is a description of runs, not of a cause.',
  ]
}
