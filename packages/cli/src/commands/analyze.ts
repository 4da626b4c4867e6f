import { relative } from 'node:path'
import { renderMainTable, writeReport } from '@genai-devbench/report'
import { type ExperimentPaths, findExperiment } from '@genai-devbench/store'
import { experimentsDir } from '../toolkit-paths.ts'

export async function analyzeCommand(
  experiment: string,
  options: { experimentsDir?: string },
): Promise<number> {
  await analyzeAndPrint(await findExperiment(experiment, experimentsDir(options.experimentsDir)))
  return 0
}

/** Writes the report and prints its main table and where it is. */
export async function analyzeAndPrint(paths: ExperimentPaths): Promise<void> {
  const { results, files } = await writeReport(paths)
  process.stdout.write(
    `${renderMainTable(results)}\n\nWritten:\n${files.map((file) => `  ${relative(process.cwd(), file)}`).join('\n')}\n`,
  )
}
