import { mkdir } from 'node:fs/promises'
import { join } from 'node:path'
import { findResults } from '@genai-devbench/analysis'
import { sha256, writeFileAtomic, writeJson } from '@genai-devbench/files'
import { Results, UserError } from '@genai-devbench/schema'
import { type ExperimentPaths, loadRuns } from '@genai-devbench/store'
import { buildDocument } from './document/build-document.ts'
import { drawFigures } from './figures/draw-figure.ts'
import { renderHtml } from './render/html.ts'
import { renderMarkdown } from './render/markdown.ts'
import { findUnfinishedRuns } from './unfinished-runs.ts'

export interface WrittenReport {
  results: Results
  /** Absolute paths, the one to open first. */
  files: string[]
}

/**
 * Analyses an experiment and writes analysis/: results.json, from which all else is drawn, report.html, report.md and
 * the figures. The same runs give the same bytes.
 * @throws UserError when there is no finished run, or the configuration is not valid or not the one that was sealed.
 */
export async function writeReport(paths: ExperimentPaths): Promise<WrittenReport> {
  const results = await analyzeExperiment(paths)
  const figures = await drawFigures(results)
  const document = buildDocument(results, figures)
  const inAnalysis = (name: string): string => join(paths.analysis, name)
  await mkdir(inAnalysis('figures'), { recursive: true })
  await writeJson(inAnalysis('results.json'), results)
  const contents: [string, string][] = [
    ['report.html', renderHtml(document)],
    ['report.md', renderMarkdown(document)],
    ...figures.map(({ file, svg }): [string, string] => [file, `${svg}\n`]),
  ]
  for (const [name, content] of contents) await writeFileAtomic(inAnalysis(name), content)
  return {
    results,
    files: [
      ...contents.slice(0, 2).map(([name]) => name),
      'results.json',
      ...contents.slice(2).map(([name]) => name),
    ].map(inAnalysis),
  }
}

async function analyzeExperiment(paths: ExperimentPaths): Promise<Results> {
  const { config, configSha256, seal, amendments, records } = await loadRuns(paths)
  if (records.length === 0) {
    throw new UserError('no_runs', `${paths.root} has no finished run to analyse.`, {
      hint: `Run it first: run-experiment ${config.name}`,
    })
  }
  return Results.parse(
    findResults({
      config,
      seal,
      amendments,
      configSha256,
      inputSha256: sha256(JSON.stringify(records)),
      records,
      unfinished: await findUnfinishedRuns(paths, config, records),
    }),
  )
}
