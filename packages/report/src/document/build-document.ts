import type { MetricInResults, Results } from '@genai-devbench/schema'
import type { DrawnFigure } from '../figures/draw-figures.ts'
import { graveNotices, isGrave } from '../grave-notices.ts'
import { mainFindings } from '../narrative/main-findings.ts'
import { failures, uncounted } from '../tables/runs/failures.ts'
import { metricSummaries, summariesOf } from '../tables/metric-summaries.ts'
import { outcomes } from '../tables/runs/outcomes.ts'
import { provenance } from '../tables/provenance.ts'
import { spending } from '../tables/runs/spending.ts'
import { steps } from '../tables/runs/steps.ts'
import { counted, figuresOf, heading, isEmpty, table, text } from './blocks.ts'
import type { ReportDocument, Section } from './report-document.ts'
import { checkSection } from './sections/checks.ts'
import { comparisonBlocks, comparisonSection } from './sections/comparisons.ts'
import { methodSections } from './sections/methods.ts'
import { planSection } from './sections/plan.ts'
import { powerSection } from './sections/power.ts'
import { perProtocolSection } from './sections/sensitivity.ts'

/** The whole report from the results alone. */
export function buildDocument(results: Results, figures: readonly DrawnFigure[]): ReportDocument {
  const { experiment, model, provider, frameworks, runs } = results
  const findings = mainFindings(results)
  const introduction =
    findings.length === 0
      ? ''
      : ' Under the primary metrics, with intervals that hold for all their comparisons at once, the pairs of frameworks are as follows; which values are preferred is declared with a metric, and no verdict depends on it.'
  return {
    title: experiment,
    warnings: graveNotices(results.notices),
    notices: results.notices.filter((notice) => !isGrave(notice)).map(({ message }) => message),
    lead: `${counted(frameworks.length, 'framework')}, ${counted(runs.length, 'run')}, model ${model} (provider ${provider}).${introduction}`,
    findings,
    sections: [
      outcomeSection(results),
      primarySection(results, figures),
      comparisonSection(results, figures),
      powerSection(results),
      ...perProtocolSection(results),
      ...figureSection('cost_quality', 'Cost and quality', figures),
      stepSection(results, figures),
      ...checkSection(results, figures),
      ...figureSection('stopping', 'Stopping', figures),
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
      ...exploratorySections(results),
      planSection(results),
      { id: 'provenance', title: 'Provenance', blocks: [table('Provenance', provenance(results))] },
      ...methodSections(results),
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
      text(
        results.plan.source === 'seal'
          ? 'What the comparison is about, as fixed when the first run began.'
          : 'What the comparison is about, as the configuration says.',
      ),
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

function exploratorySections(results: Results): Section[] {
  if (results.metrics.every(({ role }) => role === 'primary')) return []
  const blocks = [
    text('Not part of the plan: leads for further work, not results.'),
    heading('Secondary metrics'),
    table('Secondary metrics', metricSummaries(results, 'secondary')),
  ]
  const pairwise = [heading('Pairwise comparisons'), ...comparisonBlocks(results, 'secondary')]
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
