import { forgetMissing, listExperiments } from '@genai-devbench/store'
import { experimentsDir } from '../toolkit-paths.ts'
import { renderExperimentList } from '../views/experiment/experiment-list.ts'

interface Options {
  json?: true
  forgetMissing?: true
  experimentsDir?: string
}

/** Exit code 0 also when an experiment is damaged: the list itself is complete. */
export async function listExperimentsCommand(options: Options): Promise<number> {
  const dir = experimentsDir(options.experimentsDir)
  const forgotten = options.forgetMissing ? await forgetMissing(dir) : []
  for (const name of forgotten) process.stderr.write(`Forgotten, since its directory is gone: ${name}\n`)
  const experiments = await listExperiments(dir)
  if (options.json) process.stdout.write(`${JSON.stringify(experiments, null, 2)}\n`)
  else if (experiments.length === 0) process.stdout.write(`No experiments in ${dir}.\n`)
  else process.stdout.write(`${renderExperimentList(experiments, process.stdout.columns || undefined)}\n`)
  return 0
}
