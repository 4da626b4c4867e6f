import { rm } from 'node:fs/promises'
import { join } from 'node:path'
import { findResults } from '@genai-devbench/analysis'
import { writeJson } from '@genai-devbench/files'
import { Results, UserError } from '@genai-devbench/schema'
import { type ExperimentPaths, loadRuns } from '@genai-devbench/store'
import { buildDocument } from './document/build-document.ts'
import { figureFiles } from './exports/figure-files.ts'
import { tableFiles } from './exports/table-files.ts'
import { type Files, writeFiles } from './exports/write-files.ts'
import { drawFigures } from './figures/draw-figures.ts'
import { startPngThread } from './figures/png/render-png.ts'
import { renderHtml } from './render/html.ts'
import { renderMarkdown } from './render/markdown.ts'
import { findUnfinishedRuns } from './unfinished-runs.ts'

export interface WrittenReport {
  results: Results
  /** Absolute paths of files and directories, the one to open first. */
  files: string[]
}

/**
 * Analyses an experiment and writes analysis/: results.json, from which all else is drawn, report.html, report.md,
 * figures/ and tables/. The same runs give the same bytes.
 * @throws UserError when there is no finished run, or the configuration is not valid or not the one that was sealed.
 */
export async function writeReport(paths: ExperimentPaths): Promise<WrittenReport> {
  startPngThread()
  const results = await analyzeExperiment(paths)
  const figures = await drawFigures(results)
  const document = buildDocument(results, figures)
  await writeFiles(paths.analysis, {
    'report.html': renderHtml(document),
    'report.md': renderMarkdown(document),
  })
  await writeJson(join(paths.analysis, 'results.json'), results)
  await replaceFiles(join(paths.analysis, 'tables'), tableFiles(results, document))
  // Last: their images are drawn meanwhile.
  await replaceFiles(join(paths.analysis, 'figures'), figureFiles(figures))
  const written = ['report.html', 'report.md', 'results.json', 'figures', 'tables']
  return { results, files: written.map((name) => join(paths.analysis, name)) }
}

/** What an earlier analysis left there and this one does not write would belong to other results. */
async function replaceFiles(directory: string, files: Files): Promise<void> {
  await rm(directory, { recursive: true, force: true })
  await writeFiles(directory, files)
}

async function analyzeExperiment(paths: ExperimentPaths): Promise<Results> {
  const loaded = await loadRuns(paths)
  const { config, records } = loaded
  if (records.length === 0) {
    throw new UserError('no_runs', `${paths.root} has no finished run to analyse.`, {
      hint: `Run it first: run-experiment ${config.name}`,
    })
  }
  return Results.parse(
    findResults({ ...loaded, unfinished: await findUnfinishedRuns(paths, config, records) }),
  )
}
