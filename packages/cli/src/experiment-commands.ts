import type { Command } from 'commander'
import { experimentsDirOption } from './directory-options.ts'

const EXPERIMENT = 'name in the experiments directory, or path'

/** Commands about an experiment as a whole. */
export function addExperimentCommands(program: Command, exit: (code: number) => void): void {
  const experiment = program.command('experiment').description('Archive and verify an experiment.')
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
