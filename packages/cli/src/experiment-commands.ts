import type { Command } from 'commander'
import { experimentsDirOption } from './directory-options.ts'

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
      exit(await (await import('./commands/list-experiments.ts')).listExperimentsCommand(options)),
    )

  const experiment = program.command('experiment').description('Show, archive and verify an experiment.')
  experiment
    .command('show')
    .description('Show how an experiment stands: its configuration, progress, spending, and what to do next.')
    .argument('<experiment>', EXPERIMENT)
    .option('--json', 'print JSON')
    .addOption(experimentsDirOption())
    .action(async (name: string, options: object) =>
      exit(await (await import('./commands/experiment/show.ts')).showCommand(name, options)),
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
      exit(await (await import('./commands/experiment/archive.ts')).archiveCommand(name, options)),
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
      exit(await (await import('./commands/experiment/verify.ts')).verifyCommand(path, options)),
    )
}
