import { basename, dirname, join } from 'node:path'
import {
  type ComparedExperiment,
  compareExperiments,
  differencesBetween,
  isGraveDifference,
} from '@genai-devbench/analysis'
import { sha256, writeJson } from '@genai-devbench/files'
import { ExperimentComparison, UserError } from '@genai-devbench/schema'
import { type ExperimentPaths, loadRuns } from '@genai-devbench/store'
import { figureFiles } from '../exports/figure-files.ts'
import { writeFiles } from '../exports/write-files.ts'
import { drawAll } from '../figures/draw-figures.ts'
import { renderHtml } from '../render/html.ts'
import { renderMarkdown } from '../render/markdown.ts'
import { buildComparisonDocument, comparisonWarnings } from './build-comparison-document.ts'
import { changeForests } from './change-forests.ts'

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
  const names = uniqueNames(all.map(({ root }) => root))
  const experiments = await Promise.all(all.map((paths, index) => load(paths, names[index] ?? paths.root)))
  if (!force) refuseGraveDifferences(experiments)
  const comparison = ExperimentComparison.parse(compareExperiments(experiments))
  if (comparison.frameworks.length === 0) throw nothingShared(comparison)
  const figures = await drawAll(changeForests(comparison), comparisonWarnings(comparison))
  const document = buildComparisonDocument(comparison, figures)
  const inDir = (name: string): string => join(dir, name)
  await writeFiles(dir, {
    'comparison.html': renderHtml(document),
    'comparison.md': renderMarkdown(document),
  })
  await writeJson(inDir('comparison.json'), comparison)
  await writeFiles(inDir('figures'), figureFiles(figures))
  return { comparison, files: ['comparison.html', 'comparison.md', 'comparison.json', 'figures'].map(inDir) }
}

/** Directory names, with as much of the path before them as tells them apart. */
function uniqueNames(roots: readonly string[]): string[] {
  return roots.map((root) => {
    let name = basename(root)
    let parent = dirname(root)
    const isClear = (): boolean =>
      roots.every((other) => other === root || !`/${other}`.endsWith(`/${name}`)) ||
      dirname(parent) === parent
    while (!isClear()) {
      name = `${basename(parent)}/${name}`
      parent = dirname(parent)
    }
    return name
  })
}

async function load(paths: ExperimentPaths, name: string): Promise<ComparedExperiment> {
  const { hitl, ...loaded } = await loadRuns(paths)
  if (loaded.records.length === 0) {
    throw new UserError('no_runs', `${paths.root} has no finished run to compare.`, {
      hint: `Run it first: run-experiment ${name}`,
    })
  }
  return {
    name,
    ...loaded,
    hitl: Object.fromEntries(Object.entries(hitl).map(([text, content]) => [text, sha256(content)])),
  }
}

function refuseGraveDifferences(experiments: readonly ComparedExperiment[]): void {
  const grave = differencesBetween(experiments).filter(isGraveDifference)
  if (grave.length === 0) return
  const lines = grave.map(
    ({ what, values }) =>
      `  - ${what}: ${values.map((value, index) => `${experiments[index]?.name} ${value}`).join('; ')}`,
  )
  throw new UserError(
    'not_comparable',
    `The experiments have different tasks or metric definitions, so that their values do not mean the same:\n${lines.join('\n')}`,
    {
      hint: 'Compare experiments with the same enabled steps, prompts and intervention weights; or, when that difference is what you want to look at, add --force.',
    },
  )
}

const nothingShared = ({ experiments }: ExperimentComparison): UserError =>
  new UserError(
    'no_shared_framework',
    `No framework has finished runs in two of these experiments: ${experiments
      .map(({ name, runs }) => `${name} has ${Object.keys(runs).join(', ')}`)
      .join('; ')}.`,
    { hint: 'Frameworks are matched by their id in config.yaml.' },
  )
