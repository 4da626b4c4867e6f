import { basename, join, relative, resolve } from 'node:path'
import { renderChanges, writeComparison } from '@genai-devbench/report/comparison'
import { UserError } from '@genai-devbench/schema'
import { type ExperimentPaths, findExperiment } from '@genai-devbench/store'
import { experimentsDir } from '../toolkit-paths.ts'

interface Options {
  output?: string
  force?: true
  experimentsDir?: string
}

export async function compareCommand(names: readonly string[], options: Options): Promise<number> {
  const dir = experimentsDir(options.experimentsDir)
  const experiments: ExperimentPaths[] = []
  for (const name of names) experiments.push(await findExperiment(name, dir))
  requireSeveral(experiments)
  const output = options.output === undefined ? defaultOutput(dir, experiments) : resolve(options.output)
  const { comparison, files } = await writeComparison(experiments, output, { force: options.force ?? false })
  process.stdout.write(
    `${renderChanges(comparison)}\n\nWritten:\n${files.map((file) => `  ${relative(process.cwd(), file)}`).join('\n')}\n`,
  )
  return 0
}

function requireSeveral(experiments: readonly ExperimentPaths[]): void {
  const twice = experiments.find(({ root }, index) =>
    experiments.slice(0, index).some((other) => other.root === root),
  )
  if (twice !== undefined)
    throw new UserError('named_twice', `${twice.root} is named twice.`, {
      hint: 'Name each experiment once.',
    })
  if (experiments.length < 2)
    throw new UserError('one_experiment', 'One experiment alone: nothing to compare.', {
      hint: 'Name two or more. Frameworks within one experiment are compared by analyze.',
    })
}

/** Beside the experiments. Many names would be too long for one. */
function defaultOutput(dir: string, experiments: readonly ExperimentPaths[]): string {
  const names = experiments.map(({ root }) => basename(root))
  const [first, ...others] = names
  const name = others.length > 2 ? `${first}_vs_${others.length}_others` : names.join('_vs_')
  return join(dir, 'comparisons', name)
}
