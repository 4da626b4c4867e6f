import type { MetricInResults, Results } from '@genai-devbench/schema'
import type { DrawnFigure } from '../../figures/draw-figures.ts'
import { comparisons } from '../../tables/comparisons/comparisons.ts'
import { effectSizes, equivalence } from '../../tables/comparisons/effect-sizes.ts'
import { omnibusTable } from '../../tables/comparisons/omnibus.ts'
import { figuresOf, heading, isEmpty, table, text } from '../blocks.ts'
import type { Block, Section } from '../report-document.ts'

const HOW_TO_READ =
  'Each row sets A against B. A verdict says which of the two has the larger values, never which is better: "different" when the adjusted p-value of the test is at most 1 less the confidence level, "equivalent" when the effect is shown to lie within the margin, "inconclusive" when the runs show neither. An absent difference is not shown by a large p-value.'
const HOW_TO_READ_A12 =
  'A12 is the chance that a run of A has a larger value than a run of B, ties counted half: 0.5 means neither tends to be larger. ' +
  "Cliff's delta is 2 A12 - 1; the size is a word for it by the thresholds 0.147, 0.33 and 0.474, not a decision."
const HOW_TO_READ_EQUIVALENCE =
  'The margin is the smallest effect of interest; P(within margin) is the posterior probability that the effect lies within it, under the reference prior. The last column is the smallest effect that one test by itself, with so many runs of this spread, would have detected in four of five experiments: what is smaller could not have been expected to show.'

export function comparisonSection(results: Results, figures: readonly DrawnFigure[]): Section {
  const blocks =
    results.comparisons.length === 0
      ? [text('One framework alone: nothing to compare.')]
      : [
          text(HOW_TO_READ),
          ...figuresOf('pairwise', figures),
          heading('All pairs'),
          ...comparisonBlocks(results, 'primary'),
        ]
  return { id: 'pairwise', title: 'Pairwise comparisons', blocks }
}

/** All tables that compare frameworks under the metrics of a role. */
export function comparisonBlocks(results: Results, role: MetricInResults['role']): Block[] {
  const all = omnibusTable(results, role)
  return [
    table(`Pairwise comparisons, ${role} metrics`, comparisons(results, role)),
    heading('Effect sizes and rank tests'),
    text(HOW_TO_READ_A12),
    table(`Effect sizes and rank tests, ${role} metrics`, effectSizes(results, role)),
    heading('Equivalence and detectable effects'),
    text(HOW_TO_READ_EQUIVALENCE),
    table(`Equivalence and detectable effects, ${role} metrics`, equivalence(results, role)),
    ...(isEmpty(all)
      ? []
      : [
          heading('Tests over all frameworks'),
          text('All frameworks at once, p-values as they are; the pairs above do not wait for these tests.'),
          table(`Tests over all frameworks, ${role} metrics`, all),
        ]),
  ]
}
