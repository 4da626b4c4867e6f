import { relative } from 'node:path'
import { UserError } from '@genai-devbench/schema'
import { type ExperimentPaths, findExperiment } from '@genai-devbench/store'
import { experimentsDir } from '../toolkit-paths.ts'

interface Options {
  aa?: true
  resamples?: number
  experimentsDir?: string
}

const DEFAULT_RESAMPLES = 2000

export async function analyzeCommand(experiment: string, options: Options): Promise<number> {
  const { aa, resamples = DEFAULT_RESAMPLES } = options
  if (options.resamples !== undefined && !aa)
    throw new UserError('resamples_without_aa', '--resamples belongs to --aa.', {
      hint: 'Add --aa to check the analysis on random splits, or leave --resamples out.',
    })
  const paths = await findExperiment(experiment, experimentsDir(options.experimentsDir))
  await (aa ? checkAndPrint(paths, resamples) : analyzeAndPrint(paths))
  return 0
}

async function checkAndPrint(paths: ExperimentPaths, resamples: number): Promise<void> {
  const { renderAaCheck, writeAaCheck } = await import('@genai-devbench/report/aa-check')
  const { check, files } = await writeAaCheck(paths, resamples)
  print(renderAaCheck(check), files)
}

/** Writes the report and prints its main table and where it is. */
export async function analyzeAndPrint(paths: ExperimentPaths): Promise<void> {
  const { renderMainTable, writeReport } = await import('@genai-devbench/report')
  const { results, files } = await writeReport(paths)
  print(renderMainTable(results), files)
}

const print = (text: string, files: readonly string[]): void =>
  void process.stdout.write(
    `${text}\n\nWritten:\n${files.map((file) => `  ${relative(process.cwd(), file)}`).join('\n')}\n`,
  )
