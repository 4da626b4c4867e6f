import { compareExperiments, isGraveDifference } from '@genai-devbench/analysis'
import { ExperimentComparison } from '@genai-devbench/schema'
import type { ExperimentPaths } from '@genai-devbench/store'
import { drawAll } from '../figures/draw-figures.ts'
import { buildComparisonDocument, comparisonWarnings } from './build-comparison-document.ts'
import { changeForests } from './change-forests.ts'
import { loadCompared, noSharedFramework, refuseDifferences } from './load-compared.ts'
import { writeComparisonFiles } from './write-comparison-files.ts'

export interface WrittenComparison {
  comparison: ExperimentComparison
  /** Absolute paths, the one to open first. */
  files: string[]
}

/**
 * Compares whole experiments and writes comparison.json, from which all else is drawn, comparison.html,
 * comparison.md and figures/ into a directory.
 * @throws UserError when they share no framework, one has no finished run, or, unless `force`, their tasks or metric
 * definitions differ.
 */
export async function writeComparison(
  all: readonly ExperimentPaths[],
  dir: string,
  { force = false }: { force?: boolean } = {},
): Promise<WrittenComparison> {
  const experiments = await loadCompared(all)
  if (!force) refuseDifferences(experiments, isGraveDifference, NOT_COMPARABLE)
  const comparison = ExperimentComparison.parse(compareExperiments(experiments))
  if (comparison.frameworks.length === 0) {
    throw noSharedFramework(
      'No framework has finished runs in two of these experiments',
      comparison.experiments,
    )
  }
  const figures = await drawAll(changeForests(comparison), comparisonWarnings(comparison))
  const document = buildComparisonDocument(comparison, figures)
  const files = await writeComparisonFiles(dir, 'comparison', { data: comparison, document, figures })
  return { comparison, files }
}

const NOT_COMPARABLE = {
  message:
    'The experiments have different tasks or metric definitions, so that their values do not mean the same',
  hint: 'Compare experiments with the same enabled steps, prompts and intervention weights; or, when that difference is what you want to look at, add --force; or, to compare frameworks over different tasks, --as-tasks.',
}
