import { mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { type ExperimentPaths, experimentPaths } from '@genai-devbench/store'
import { temporaryDir } from '../support/temporary.ts'

/**
 * An experiment whose steps do nothing but print a word, two runs at a time: all it takes is the toolkit's own.
 * `removeTemporary` its root.
 *
 * @param changes of its config.yaml
 */
export async function makeNoOpExperiment(
  runs: number,
  steps: number,
  { isolation = 'none', frameworks = ['noop'], ...changes }: NoOpChanges = {},
): Promise<ExperimentPaths> {
  const paths = experimentPaths(temporaryDir())
  const argv = ['/bin/echo', 'task']
  const config = {
    name: 'bench',
    model: 'none',
    seed: 1,
    frameworks: frameworks.map((id) => ({ id, adapter: 'command', options: { argv, success: 'exit_code' } })),
    llm: { provider: 'scripted' },
    steps: Array.from({ length: steps }, (_, index) => ({
      id: index + 1,
      enabled: true,
      name: `Step ${index + 1}`,
      prompt_file: 'prompts/none.txt',
    })),
    timeout: { per_step: 60, total: 600 },
    stopping: { mode: 'fixed', max_runs: runs },
    metrics: { primary: ['wall_seconds'] },
    execution: { concurrency: 2, isolation },
    ...changes,
  }
  await mkdir(join(paths.config, 'prompts'), { recursive: true })
  await mkdir(paths.meta)
  await writeFile(paths.configFile, JSON.stringify(config))
  await writeFile(join(paths.config, 'prompts/none.txt'), 'Do nothing.')
  return paths
}

interface NoOpChanges {
  isolation?: 'none' | 'bwrap'
  /** Ids, each of which does the same. */
  frameworks?: readonly string[]
  metrics?: object
  stopping?: object
}
