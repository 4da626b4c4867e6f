import { basename, join, relative, resolve } from 'node:path'
import {
  renderChanges,
  renderOverTasks,
  writeComparison,
  writeTaskComparison,
} from '@genai-devbench/report/comparison'
import { UserError } from '@genai-devbench/schema'
import { type ExperimentPaths, findExperiment } from '@genai-devbench/store'
import { experimentsDir } from '../toolkit-paths.ts'

interface Options {
  output?: string
  force?: true
  asTasks?: true
  experimentsDir?: string
}

export async function compareCommand(names: readonly string[], options: Options): Promise<number> {
  const dir = experimentsDir(options.experimentsDir)
  const experiments: ExperimentPaths[] = []
  for (const name of names) experiments.push(await findExperiment(name, dir))
  requireSeveral(experiments)
  const { asTasks = false, force = false } = options
  const output =
    options.output === undefined
      ? join(dir, 'comparisons', defaultName(experiments, asTasks))
      : resolve(options.output)
  const { shown, files } = await (asTasks ? overTasks : changes)(experiments, output, force)
  process.stdout.write(
    `${shown}\n\nWritten:\n${files.map((file) => `  ${relative(process.cwd(), file)}`).join('\n')}\n`,
  )
  return 0
}

interface Written {
  /** For the terminal. */
  shown: string
  files: string[]
}

async function changes(all: readonly ExperimentPaths[], output: string, force: boolean): Promise<Written> {
  const { comparison, files } = await writeComparison(all, output, { force })
  return { shown: renderChanges(comparison), files }
}

async function overTasks(all: readonly ExperimentPaths[], output: string, force: boolean): Promise<Written> {
  const { comparison, files } = await writeTaskComparison(all, output, { force })
  return { shown: renderOverTasks(comparison), files }
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

/** Many names would be too long for one. */
function defaultName(experiments: readonly ExperimentPaths[], asTasks: boolean): string {
  const names = experiments.map(({ root }) => basename(root))
  const [first, ...others] = names
  const [between, end] = asTasks ? ['_and_', '_as_tasks'] : ['_vs_', '']
  const name = others.length > 2 ? `${first}${between}${others.length}_others` : names.join(between)
  return name + end
}
