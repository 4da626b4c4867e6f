import { type Command, Option } from 'commander'
import { experimentsDirOption } from './directory-options.ts'
import { positiveInteger, stepRange } from './option-values.ts'

const EXPERIMENT = 'name in the experiments directory, or path'

/** Commands about experiments as a whole: which there are, how one stands, keeping and checking it. */
export function addExperimentCommands(program: Command, exit: (code: number) => void): void {
  program
    .command('list-experiments')
    .description('List the experiments: how each stands, its runs, model and last activity.')
    .option('--json', 'print JSON')
    .option('--forget-missing', 'take those whose directory is gone out of the registry')
    .addOption(experimentsDirOption())
    .action(async (options: object) =>
      exit(await (await import('../commands/list-experiments.ts')).listExperimentsCommand(options)),
    )

  const experiment = program
    .command('experiment')
    .description('Show, archive and verify an experiment; look into its runs.')
  experiment
    .command('show')
    .description('Show how an experiment stands: its configuration, progress, spending, and what to do next.')
    .argument('<experiment>', EXPERIMENT)
    .option('--json', 'print JSON')
    .addOption(experimentsDirOption())
    .action(async (name: string, options: object) =>
      exit(await (await import('../commands/experiment/show.ts')).showCommand(name, options)),
    )
  experiment
    .command('archive')
    .description(
      'Write an experiment to one tar.gz with the checksums of all its files inside. The same content gives the same bytes.',
    )
    .argument('<experiment>', EXPERIMENT)
    .option(
      '-o, --output <file>',
      'where to write it (default: the name of the experiment with .tar.gz, here)',
    )
    .addOption(experimentsDirOption())
    .action(async (name: string, options: object) =>
      exit(await (await import('../commands/experiment/archive.ts')).archiveCommand(name, options)),
    )
  experiment
    .command('verify')
    .description(
      'Check an archive, or an experiment, and name every changed, missing or extra file. Exit code 1 when there is one.',
    )
    .argument('<path>', 'archive, experiment directory, or name in the experiments directory')
    .option('--json', 'print JSON')
    .addOption(experimentsDirOption())
    .action(async (path: string, options: object) =>
      exit(await (await import('../commands/experiment/verify.ts')).verifyCommand(path, options)),
    )
  experiment
    .command('history')
    .description('Show, compare and restore the workspace of a run as its steps left it (history.preserve).')
    .argument('<experiment>', EXPERIMENT)
    .argument('<run>', 'run_003, or chatdev/run_003 where several frameworks have a run 3')
    .option('-f, --framework <id>', 'framework of the run')
    .addOption(
      new Option('--diff <steps>', 'what changed between two steps, by their ids: 1..3')
        .argParser(stepRange)
        .conflicts('restore'),
    )
    .option('--restore <step>', 'write the state after this step to a directory', positiveInteger)
    .option('--to <dir>', 'with --restore: a directory that does not exist yet, or is empty')
    .addOption(experimentsDirOption())
    .action(async (name: string, run: string, options: object) =>
      exit(await (await import('../commands/experiment/history.ts')).historyCommand(name, run, options)),
    )
}
