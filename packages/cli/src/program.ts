// Not the whole package: `--help` needs no zod.
import { TOOLKIT_VERSION } from '@genai-devbench/schema/toolkit-version'
import { Command, Option } from 'commander'
import type { ReconcileUsageOptions } from './commands/reconcile-usage.ts'
import { addAnalysisCommands } from './analysis-commands.ts'
import { configSetsDirOption, experimentsDirOption } from './directory-options.ts'
import { addExperimentCommands } from './experiment-commands.ts'
import { httpUrl, minutes, nonEmptyText, positiveInteger, seed, temperature } from './option-values.ts'

/**
 * The command line. Each command loads its own code when it is called, so that `--help` is quick. `exit` receives the
 * exit code of a command that ran.
 */
export function buildProgram(exit: (code: number) => void): Command {
  const program = new Command('devbench')
    .description('Compare GenAI software-development frameworks: generate an experiment, run it, analyse it.')
    .version(TOOLKIT_VERSION)
    .configureHelp({
      // What is left beside the longest command in a terminal of 80 columns.
      minWidthToWrap: 35,
      // The first sentence; the command's own help has the rest.
      subcommandDescription: (command) => command.description().replace(/(?<=\.)\s.*/s, ''),
    })
    .showHelpAfterError('(--help shows the options)')
    .exitOverride()

  program
    .command('list-config-sets')
    .description('List the curated scenario templates.')
    .option('-v, --verbose', 'show every step')
    .option('--json', 'print JSON')
    .addOption(configSetsDirOption())
    .action(async (options: object) =>
      exit(await (await import('./commands/list-config-sets.ts')).listConfigSetsCommand(options)),
    )

  program
    .command('new-experiment')
    .description(
      'Make a self-contained experiment directory from a config set. What is not given is asked for, or, without a terminal, taken from the config set.',
    )
    .option('-n, --name <name>', 'name of the experiment and its directory')
    .option('-c, --config-set <name>', 'config set to start from')
    .option('-f, --frameworks <ids...>', 'frameworks to compare')
    .option('-m, --model <model>', 'model that every framework uses')
    .option(
      '--provider <provider>',
      'openai, anthropic, azure-openai, openai-compatible or scripted (offline); with --from: replay',
    )
    .option('--base-url <url>', 'address of an openai-compatible provider')
    .option('--api-key-env <name>', 'environment variable that holds the key')
    .option('--min-runs <n>', 'runs of each framework before the stopping rule may stop', positiveInteger)
    .option('--max-runs <n>', 'runs of each framework at most', positiveInteger)
    .option('--temperature <t>', 'sampling temperature, 0 to 2', temperature)
    .option('--seed <n>', 'seed of the order of runs and of the model calls', seed)
    .option('--from <experiment>', 'copy the configuration of another experiment instead of a config set')
    .option('-y, --yes', 'ask nothing, take the defaults')
    .option('--list-config-sets', 'list the config sets and end')
    .addOption(experimentsDirOption())
    .addOption(configSetsDirOption())
    .action(async (options: object) =>
      exit(await (await import('./commands/new-experiment.ts')).newExperimentCommand(options)),
    )

  program
    .command('run-experiment')
    .description('Run an experiment, or go on with one. Ctrl-C stops cleanly; calling it again goes on.')
    .argument('<experiment>', 'name in the experiments directory, or path')
    .option(
      '-f, --frameworks <ids...>',
      'run only these frameworks of the experiment (give them after its name)',
    )
    .option('--max-runs <n>', 'stop after this many runs of each framework', positiveInteger)
    .option('--dry-run', 'validate, print the plan and end')
    .option('--join', 'share the experiment with other runners that were started with --join')
    .addOption(
      new Option(
        '--amend <reason>',
        'go on although config/ was changed after the first run; the change and its reason are printed in the report',
      )
        .argParser(nonEmptyText)
        .conflicts('join'),
    )
    .option('--json', 'print every event as a line of JSON on stdout, and all else on stderr')
    .addOption(otlpOption())
    .addOption(experimentsDirOption())
    .action(async (experiment: string, options: object) =>
      exit(await (await import('./commands/run-experiment.ts')).runExperimentCommand(experiment, options)),
    )

  program
    .command('analyze')
    .description('Analyse the finished runs: results.json, report.md, report.html and figures.')
    .argument('<experiment>', 'name in the experiments directory, or path')
    .option(
      '--aa',
      'check the analysis itself: how often it finds a difference between random halves of the same runs',
    )
    .option('--resamples <n>', 'with --aa: random splits (default: 2000)', positiveInteger)
    .addOption(experimentsDirOption())
    .action(async (experiment: string, options: object) =>
      exit(await (await import('./commands/analyze.ts')).analyzeCommand(experiment, options)),
    )

  program
    .command('evaluate')
    .description(
      'Start what finished runs generated and check it, without calling a model: what was not evaluated yet, or by another version or with other checks. Exit code 1 when a run cannot be evaluated.',
    )
    .argument('<experiment>', 'name in the experiments directory, or path')
    .option('--run <run>', 'only this run: run_003, or chatdev/run_003 where several frameworks have a run 3')
    .option('-f, --framework <id>', 'framework of the run')
    .option('--again', 'evaluate everything anew')
    .option('--checks <dir>', 'use these checks in place of config/acceptance, which is sealed')
    .addOption(experimentsDirOption())
    .action(async (experiment: string, options: object) =>
      exit(await (await import('./commands/evaluate.ts')).evaluateCommand(experiment, options)),
    )

  program
    .command('export-otlp')
    .description('Send the OpenTelemetry traces of the runs that an experiment has made to a collector.')
    .argument('<experiment>', 'name in the experiments directory, or path')
    .addOption(otlpOption())
    .addOption(experimentsDirOption())
    .action(async (experiment: string, options: object) =>
      exit(await (await import('./commands/export-otlp.ts')).exportOtlpCommand(experiment, options)),
    )

  program
    .command('quickstart')
    .description(
      'See the whole road once, offline: generate an experiment from "minimal", run it, analyse it.',
    )
    .addOption(experimentsDirOption())
    .action(async (options: object) =>
      exit(await (await import('./commands/quickstart.ts')).quickstartCommand(options)),
    )

  addAnalysisCommands(program, exit)
  addReconcileUsageCommand(program, exit)
  addExperimentCommands(program, exit)
  addFrameworksCommands(program, exit)
  return program
}

function addReconcileUsageCommand(program: Command, exit: (code: number) => void): void {
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
      exit(await (await import('./commands/reconcile-usage.ts')).reconcileUsageCommand(experiment, options)),
    )
}

function addFrameworksCommands(program: Command, exit: (code: number) => void): void {
  const frameworks = program
    .command('frameworks')
    .description('List, install, check and remove the frameworks that experiments can compare.')
  frameworks
    .command('list')
    .description('List the frameworks: version, Python, licence, and whether they are installed.')
    .option('--json', 'print JSON')
    .action(async (options: object) =>
      exit(await (await import('./commands/frameworks/list.ts')).listFrameworksCommand(options)),
    )
  frameworks
    .command('install')
    .description(
      'Install frameworks at their pinned versions, each apart from everything else. Called again, it finishes what was interrupted.',
    )
    .argument('<ids...>')
    .option(
      '--from <checkout>',
      'local checkout to install from (or DEVBENCH_SOURCE_<ID>), where the repository cannot be reached',
    )
    .action(async (ids: string[], options: object) =>
      exit(await (await import('./commands/frameworks/install.ts')).installFrameworksCommand(ids, options)),
    )
  frameworks
    .command('doctor')
    .description('Prove an installation: check its parts, then run one real step against the scripted model.')
    .argument('<ids...>')
    .action(async (ids: string[]) =>
      exit(await (await import('./commands/frameworks/doctor.ts')).doctorCommand(ids)),
    )
  frameworks
    .command('remove')
    .description('Remove installations.')
    .argument('<ids...>')
    .action(async (ids: string[]) =>
      exit(await (await import('./commands/frameworks/remove.ts')).removeFrameworksCommand(ids)),
    )
}

const otlpOption = (): Option =>
  new Option(
    '--otlp [endpoint]',
    'send traces to this OpenTelemetry collector, such as http://127.0.0.1:4318; without an address to $OTEL_EXPORTER_OTLP_ENDPOINT, else http://localhost:4318 (give it after the name of the experiment)',
  )
