import { isGraveDifference } from '@genai-devbench/analysis'
import type { ExperimentComparison, MetricInResults } from '@genai-devbench/schema'
import { figuresOf, heading, table, text } from '../document/blocks.ts'
import type { Block, ReportDocument, Section } from '../document/report-document.ts'
import type { DrawnFigure } from '../figures/draw-figures.ts'
import { graveNotices } from '../grave-notices.ts'
import { formatLevel } from '../words.ts'
import { canInteract, changes, interactions, isAnytime, metricsOf } from './change-tables.ts'
import {
  changeMatrix,
  differenceList,
  experimentList,
  hashes,
  noticesOfExperiments,
  valueMatrix,
} from './experiment-tables.ts'

/** The whole report of a comparison from its data alone. */
export function buildComparisonDocument(
  comparison: ExperimentComparison,
  figures: readonly DrawnFigure[],
): ReportDocument {
  const { experiments, frameworks, differences } = comparison
  return {
    title: `Comparison of ${experiments.map(({ name }) => name).join(' and ')}`,
    warnings: comparisonWarnings(comparison),
    notices: [
      ...(differences.length === 0
        ? []
        : ['The experiments differ in more than their runs: see Differences.']),
      ...noticesOfExperiments(comparison),
    ],
    lead: `${experiments.length} experiments; frameworks in at least two of them: ${frameworks.join(', ')}. Changes are those of the later named experiment against the earlier one.`,
    sections: [
      { id: 'experiments', title: 'Experiments', blocks: [table('Experiments', experimentList(comparison))] },
      {
        id: 'differences',
        title: 'Differences',
        blocks:
          differences.length === 0
            ? [text('Tasks, metrics, model, configuration, versions and machines are the same.')]
            : [
                text('Each of these may have a part in what changed.'),
                table('Differences', differenceList(comparison)),
              ],
      },
      {
        id: 'changes',
        title: 'What changed',
        blocks: [
          ...figuresOf('changes', figures),
          heading('All frameworks'),
          ...changeBlocks(comparison, 'primary'),
        ],
      },
      { id: 'values', title: 'Values', blocks: [table('Values', valueMatrix(comparison, 'primary'))] },
      ...matrixSections(comparison),
      ...exploratorySections(comparison),
      { id: 'methods', title: 'Methods', blocks: methods(comparison).map(text) },
      { id: 'provenance', title: 'Provenance', blocks: [table('Provenance', hashes(comparison))] },
    ],
  }
}

/** What must not be overlooked. */
export function comparisonWarnings({ notices, differences }: ExperimentComparison): string[] {
  return [
    ...new Set(graveNotices(notices)),
    ...(differences.some(isGraveDifference)
      ? ['Tasks or metric definitions differ: the values of the experiments do not mean the same.']
      : []),
  ]
}

function changeBlocks(comparison: ExperimentComparison, role: MetricInResults['role']): Block[] {
  return [
    table('Changes', changes(comparison, role)),
    ...(canInteract(comparison)
      ? [
          heading('Did the frameworks change differently?'),
          table('Interaction', interactions(comparison, role)),
        ]
      : []),
  ]
}

function matrixSections(comparison: ExperimentComparison): Section[] {
  if (comparison.experiments.length < 3) return []
  const tables = metricsOf(comparison, 'primary').map((metric) =>
    table(metric.label, changeMatrix(comparison, metric)),
  )
  return [{ id: 'matrix', title: 'Matrix', blocks: tables }]
}

function exploratorySections(comparison: ExperimentComparison): Section[] {
  if (metricsOf(comparison, 'secondary').length === 0) return []
  return [
    {
      id: 'exploratory',
      title: 'Exploratory',
      blocks: [
        text('Not part of the plan of the first experiment: leads for further work, not results.'),
        ...changeBlocks(comparison, 'secondary'),
        heading('Values'),
        table('Values of secondary metrics', valueMatrix(comparison, 'secondary')),
      ],
    },
  ]
}

function methods(comparison: ExperimentComparison): string[] {
  const { experiments, confidence_level, changes: all } = comparison
  const margins = all.filter(({ role, equivalence }) => role === 'primary' && equivalence.margin_hi !== null)
  return [
    'The run is the unit of analysis; all runs that count are in (intention to treat). The declared type of a metric chooses its test: Welch on the logarithms for amounts and times, Welch for scores, Brunner-Munzel for counts, Fisher for pass/fail. A12 is the chance that a run of the later named experiment has the larger value, ties counted half.',
    `Intervals are at ${formatLevel(confidence_level)}, each by itself. p-values are adjusted by Holm over all frameworks${experiments.length > 2 ? ' and pairs of experiments' : ''} under a metric. Primary metrics, level and smallest effects of interest are those of ${experiments[0]?.name}.`,
    ...(isAnytime(comparison)
      ? [
          'Where an experiment stopped by confidence sequences, each change also has an interval from one interval of either experiment at half the error, a sequence where the experiment stopped by it ("anytime"). All other intervals and all tests take the number of runs as fixed.',
        ]
      : []),
    'A change counts as equivalent when it is within the smallest effect of interest by two one-sided tests' +
      (margins.length === 0 ? ', of which none is declared.' : ' (by default a ratio between 0.8 and 1.25).'),
    "The change in common is a fixed effect, with Meier's correction for variances that are estimates themselves. Whether the frameworks changed differently is tested by Cochran's Q, its p-value by Welch's F.",
    'Runs of different experiments were made at different times, not in common blocks: provider, machine or anything else that drifted in between is part of every change. It is a description of two series of runs, not of a cause.',
  ]
}
