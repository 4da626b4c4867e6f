import type { Command } from 'commander'
import { ids } from './option-values.ts'

/** `frameworks` and what is below it. */
export function addFrameworkCommands(program: Command, exit: (code: number) => void): void {
  const frameworks = program
    .command('frameworks')
    .description('List, install, check and remove the frameworks that experiments can compare.')
  frameworks
    .command('list')
    .description('List the frameworks: version, Python, licence, and whether they are installed.')
    .option('--json', 'print JSON')
    .action(async (options: object) =>
      exit(await (await import('../commands/frameworks/list.ts')).listFrameworksCommand(options)),
    )
  frameworks
    .command('install')
    .description(
      'Install frameworks at their pinned versions, each apart from everything else. Called again, it finishes what was interrupted.',
    )
    .argument('<ids...>', undefined, ids)
    .option(
      '--from <checkout>',
      'local checkout to install from (or DEVBENCH_SOURCE_<ID>), where the repository cannot be reached',
    )
    .action(async (chosen: string[], options: object) =>
      exit(
        await (await import('../commands/frameworks/install.ts')).installFrameworksCommand(chosen, options),
      ),
    )
  frameworks
    .command('doctor')
    .description('Prove an installation: check its parts, then run one real step against the scripted model.')
    .argument('<ids...>', undefined, ids)
    .action(async (chosen: string[]) =>
      exit(await (await import('../commands/frameworks/doctor.ts')).doctorCommand(chosen)),
    )
  frameworks
    .command('remove')
    .description('Remove installations.')
    .argument('<ids...>', undefined, ids)
    .action(async (chosen: string[]) =>
      exit(await (await import('../commands/frameworks/remove.ts')).removeFrameworksCommand(chosen)),
    )
}
