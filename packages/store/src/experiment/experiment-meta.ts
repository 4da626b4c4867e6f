import { readFile } from 'node:fs/promises'
import { ExperimentMeta, UserError } from '@genai-devbench/schema'
import type { ExperimentPaths } from './experiment-paths.ts'

/** .meta/experiment.json. UserError when it is missing or damaged. */
export async function readExperimentMeta({ root, experimentFile }: ExperimentPaths): Promise<ExperimentMeta> {
  try {
    return ExperimentMeta.parse(JSON.parse(await readFile(experimentFile, 'utf8')))
  } catch (error) {
    throw new UserError(
      'damaged_experiment',
      `${experimentFile}, which says where ${root} came from, is missing or damaged.`,
      {
        hint: 'Restore it from a copy, or make a new experiment from the config set.',
        cause: error,
      },
    )
  }
}
