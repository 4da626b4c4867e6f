import type { MetricInResults, Results } from '@genai-devbench/schema'
import type { DrawnFigure } from '../figures/draw-figures.ts'
import { graveNotices, isGrave } from '../grave-notices.ts'
import { comparisons } from '../tables/comparisons.ts'
import { failures, uncounted } from '../tables/failures.ts'
import { metricDefinitions } from '../tables/metric-definitions.ts'
import { metricSummaries, summariesOf } from '../tables/metric-summaries.ts'
import { outcomes } from '../tables/outcomes.ts'
import { provenance } from '../tables/provenance.ts'
import { spending } from '../tables/spending.ts'
import { steps } from '../tables/steps.ts'
import type { Block, ReportDocument, Section } from './report-document.ts'
import type { Table } from './table.ts'

/** The whole report from the results alone. */
export function buildDocument(results: Results, figures: readonly DrawnFigure[]): ReportDocument {
  const { experiment, model, provider, frameworks, runs } = results
  return {
    title: experiment,
    warnings: graveNotices(results.notices),
    notices: results.notices.filter((notice) => !isGrave(notice)).map(({ message }) => message),
    lead: `${counted(frameworks.length, 'framework')}, ${counted(runs.length, 'run')}, model ${model} (provider ${provider}).`,
    sections: [
      outcomeSection(results),
      primarySection(results, figures),
      comparisonSection(results, figures),
      ...figureSection('cost_quality', 'Cost and quality', figures),
      stepSection(results, figures),
      ...figureSection('checks', 'Acceptance checks', figures),
      ...figureSection('stopping', 'Stopping', figures),
      ...exploratorySections(results),
      failureSection(results),
      {
        id: 'spending',
        title: 'Spending',
        blocks: [
          text(
            'Sums over every recorded model call, those of attempts that do not count included. A sum with an unknown part is unknown.',
          ),
          table('Spending', spending(results)),
        ],
      },
      { id: 'provenance', title: 'Provenance', blocks: [table('Provenance', provenance(results))] },
      methodSection(results),
    ],
  }
}

function outcomeSection(results: Results): Section {
  return { id: 'outcomes', title: 'Outcomes', blocks: [table('Outcomes', outcomes(results))] }
}

function primarySection(results: Results, figures: readonly DrawnFigure[]): Section {
  const missing = results.metrics.filter(
    ({ role, id }) => role === 'primary' && figures.every((figure) => figure.id !== id),
  )
  return {
    id: 'primary',
    title: 'Primary metrics',
    blocks: [
      text('What the comparison is about, as fixed in the configuration before the first run.'),
      table('Primary metrics', metricSummaries(results, 'primary')),
      ...figuresOf('primary', figures),
      ...missing.map((metric) =>
        text(`${metric.label}: no figure, since no run has a value (${reasonsOf(results, metric)}).`),
      ),
    ],
  }
}

function reasonsOf(results: Results, metric: MetricInResults): string {
  const reasons = summariesOf(results, metric).flatMap(({ summary }) =>
    summary.missing.map(({ reason }) => reason),
  )
  return [...new Set(reasons)].join('; ') || 'no run has a result'
}

const HOW_TO_READ_A12 =
  'A12 is the chance that a run of A has a larger value than a run of B, ties counted half: 0.5 means neither tends to be larger. A larger value is neither good nor bad by itself. ' +
  "Cliff's delta is 2 A12 - 1; the size is a word for it by the thresholds 0.147, 0.33 and 0.474, not a decision."

function comparisonSection(results: Results, figures: readonly DrawnFigure[]): Section {
  const blocks =
    results.comparisons.length === 0
      ? [text('One framework alone: nothing to compare.')]
      : [
          text(HOW_TO_READ_A12),
          table('Pairwise effect sizes', comparisons(results, 'primary')),
          ...figuresOf('pairwise', figures),
        ]
  return { id: 'pairwise', title: 'Pairwise effect sizes', blocks }
}

function stepSection(results: Results, figures: readonly DrawnFigure[]): Section {
  return {
    id: 'steps',
    title: 'Steps',
    blocks: [
      text(
        'Means per run, over the runs that reached the step or phase; a step is skipped when an earlier one did not pass. The step id is that of the configuration, whatever was disabled or moved; the order is that in which it ran.',
      ),
      table('Steps and phases', steps(results)),
      ...figuresOf('steps', figures),
    ],
  }
}

/** A section of its own, where there is a figure for it. */
function figureSection(
  section: DrawnFigure['section'],
  title: string,
  figures: readonly DrawnFigure[],
): Section[] {
  const blocks = figuresOf(section, figures)
  return blocks.length === 0 ? [] : [{ id: section, title, blocks }]
}

const figuresOf = (section: DrawnFigure['section'], figures: readonly DrawnFigure[]): Block[] =>
  figures.filter((figure) => figure.section === section).map((figure) => ({ kind: 'figure', ...figure }))

function exploratorySections(results: Results): Section[] {
  if (results.metrics.every(({ role }) => role === 'primary')) return []
  const blocks = [
    text('Not part of the plan: leads for further work, not results.'),
    heading('Secondary metrics'),
    table('Secondary metrics', metricSummaries(results, 'secondary')),
  ]
  const pairwise = [
    heading('Pairwise effect sizes'),
    table('Pairwise effect sizes of secondary metrics', comparisons(results, 'secondary')),
  ]
  const all = results.comparisons.length === 0 ? blocks : [...blocks, ...pairwise]
  return [{ id: 'exploratory', title: 'Exploratory', blocks: all }]
}

function failureSection(results: Results): Section {
  const failed = failures(results)
  const notCounted = uncounted(results)
  return {
    id: 'failures',
    title: 'Failures',
    blocks: [
      ...(isEmpty(failed)
        ? [text('Every run that counts completed.')]
        : [text('These runs count, in every metric.'), table('Failures', failed)]),
      ...(isEmpty(notCounted)
        ? []
        : [
            text('These do not count as runs; what they spent is under Spending.'),
            table('Attempts and runs that do not count', notCounted),
          ]),
    ],
  }
}

/** What was done, said from what is in the results. */
function methodSection(results: Results): Section {
  const isSequential = results.stopping.coverage === 'approximate_sequential'
  return {
    id: 'methods',
    title: 'Methods',
    blocks: [
      text(
        'The run is the unit of analysis. Completed, failed and timed out runs all count (intention to treat). What a metric is summarised by follows from its declared type, never from the data.',
      ),
      ...(isSequential
        ? [
            text(
              'The number of runs was chosen while looking at the data (sequential stopping), so the coverage of the intervals is approximate.',
            ),
          ]
        : []),
      table('Metrics', metricDefinitions(results)),
    ],
  }
}

const counted = (count: number, what: string): string => `${count} ${what}${count === 1 ? '' : 's'}`
const isEmpty = ({ groups }: Table): boolean => groups.every(({ rows }) => rows.length === 0)
const text = (content: string): Block => ({ kind: 'text', text: content })
const heading = (content: string): Block => ({ kind: 'heading', text: content })
const table = (label: string, content: Table): Block => ({ kind: 'table', label, table: content })
