import { type Command, Option } from 'commander'
import type { ReconcileUsageOptions } from '../commands/reconcile-usage.ts'
import { experimentsDirOption } from './directory-options.ts'
import { httpUrl, minutes, positiveInteger } from './option-values.ts'

export function addReconcileUsageCommand(program: Command, exit: (code: number) => void): void {
  program
    .command('reconcile-usage')
    .description(
      'Compare the metered tokens with what the provider reports, by model and time. Exit code 0 when all of it is verified, 1 when something is pending or differs.',
    )
    .argument('<experiment>', 'name in the experiments directory, or path; goes before the options')
    .addOption(
      new Option('--list', 'show the comparisons made so far and end').conflicts(['import', 'baseUrl']),
    )
    .addOption(
      new Option('--import <files...>', 'read saved pages of the usage API instead of asking it').conflicts([
        'baseUrl',
        'adminKeyEnv',
        'bucketWidth',
      ]),
    )
    .option('--project <ids...>', 'only usage of these projects (OpenAI) or workspaces (Anthropic)')
    .option('--api-key-id <ids...>', 'only usage of these API keys, by their ids')
    .addOption(
      new Option('--bucket-width <width>', 'width of the time buckets to ask for (default: 1m)').choices([
        '1m',
        '1h',
        '1d',
      ]),
    )
    .option('--stable-reads <n>', 'equal readings in a row that make a number final', positiveInteger, 2)
    .option('--interval <minutes>', 'time between two readings that count', minutes, 10)
    .option(
      '--delay <minutes>',
      'time after a window before readings count (default: 60 for OpenAI, 10 for Anthropic)',
      minutes,
    )
    .option(
      '--admin-key-env <name>',
      'environment variable that holds the admin key (default: OPENAI_ADMIN_KEY, ANTHROPIC_ADMIN_API_KEY)',
    )
    .option('--base-url <url>', 'address of the usage API, with /v1', httpUrl)
    .option('--json', 'print JSON')
    .addOption(experimentsDirOption())
    .action(async (experiment: string, options: ReconcileUsageOptions) =>
      exit(await (await import('../commands/reconcile-usage.ts')).reconcileUsageCommand(experiment, options)),
    )
}
