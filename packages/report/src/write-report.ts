import { mkdir, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { findResults } from '@genai-devbench/analysis'
import { sha256, writeFileAtomic, writeJson } from '@genai-devbench/files'
import {
  type ExperimentConfig,
  Results,
  type RunRecord,
  UserError,
  ValidationError,
} from '@genai-devbench/schema'
import {
  type ExperimentPaths,
  checkSeal,
  hashConfig,
  loadConfig,
  findFinishedRuns,
  readAmendments,
  readEvaluations,
  readSeal,
} from '@genai-devbench/store'
import { buildDocument } from './document/build-document.ts'
import { figureFiles } from './exports/figure-files.ts'
import { tableFiles } from './exports/table-files.ts'
import { drawFigures } from './figures/draw-figures.ts'
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
  const results = await analyzeExperiment(paths)
  const figures = await drawFigures(results)
  const document = buildDocument(results, figures)
  await mkdir(paths.analysis, { recursive: true })
  await writeJson(join(paths.analysis, 'results.json'), results)
  await writeFiles(paths.analysis, {
    'report.html': renderHtml(document),
    'report.md': renderMarkdown(document),
  })
  await replaceFiles(join(paths.analysis, 'figures'), figureFiles(figures))
  await replaceFiles(join(paths.analysis, 'tables'), tableFiles(results, document))
  const written = ['report.html', 'report.md', 'results.json', 'figures', 'tables']
  return { results, files: written.map((name) => join(paths.analysis, name)) }
}

type Files = Record<string, string | Uint8Array>

/** What an earlier analysis left there and this one does not write would belong to other results. */
async function replaceFiles(directory: string, files: Files): Promise<void> {
  await rm(directory, { recursive: true, force: true })
  await mkdir(directory, { recursive: true })
  await writeFiles(directory, files)
}

async function writeFiles(directory: string, files: Files): Promise<void> {
  for (const [name, content] of Object.entries(files)) await writeFileAtomic(join(directory, name), content)
}

async function analyzeExperiment(paths: ExperimentPaths): Promise<Results> {
  await checkSeal(paths)
  const { config, problems } = await loadConfig(paths)
  if (!config) throw new ValidationError(`The experiment ${paths.root} is not valid`, problems)
  const { runs: journal } = await findFinishedRuns(paths, (record) => record)
  if (journal.length === 0) {
    throw new UserError('no_runs', `${paths.root} has no finished run to analyse.`, {
      hint: `Run it first: run-experiment ${config.name}`,
    })
  }
  const records = inOrder(journal, config)
  return Results.parse(
    findResults({
      config,
      seal: await readSeal(paths),
      amendments: await readAmendments(paths),
      configSha256: (await hashConfig(paths)).sha256,
      inputSha256: sha256(JSON.stringify(records)),
      records,
      unfinished: await findUnfinishedRuns(paths, config, records),
      evaluations: readEvaluations(paths, records),
    }),
  )
}

/** By framework and run: the order in which runs happened to finish must not show in the hash. */
function inOrder(records: readonly RunRecord[], { frameworks }: ExperimentConfig): RunRecord[] {
  const place = new Map(frameworks.map(({ id }, index) => [id, index]))
  return records.toSorted(
    (a, b) =>
      (place.get(a.framework) ?? place.size) - (place.get(b.framework) ?? place.size) || a.run - b.run,
  )
}
