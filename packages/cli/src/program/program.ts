// Not the whole package: `--help` needs no zod.
import { TOOLKIT_VERSION } from '@genai-devbench/schema/toolkit-version'
import { Command, Option } from 'commander'
import { addAnalysisCommands } from './analysis-commands.ts'
import { configSetsDirOption, experimentsDirOption } from './directory-options.ts'
import { addExperimentCommands } from './experiment-commands.ts'
import { addFrameworkCommands } from './framework-commands.ts'
import { ids, nonEmptyText, positiveInteger } from './option-values.ts'
import { addReconcileUsageCommand } from './reconcile-usage-command.ts'

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
      exit(await (await import('../commands/list-config-sets.ts')).listConfigSetsCommand(options)),
    )

  program
    .command('new-experiment')
    .description(
      'Make a self-contained experiment directory from a config set. What is not given is asked for, or, without a terminal, taken from the config set.',
    )
    .option('-n, --name <name>', 'name of the experiment and its directory')
    .option('-c, --config-set <name>', 'config set to start from')
    .option('-f, --frameworks <ids...>', 'frameworks to compare', ids)
    .option('-m, --model <model>', 'model that every framework uses')
    .option(
      '--provider <provider>',
      'openai, anthropic, azure-openai, openai-compatible or scripted (offline); with --from: replay',
    )
    .option('--base-url <url>', 'address of an openai-compatible provider')
    .option('--api-key-env <name>', 'environment variable that holds the key')
    .option('--min-runs <n>', 'runs of each framework before the stopping rule may stop')
    .option('--max-runs <n>', 'runs of each framework at most')
    .option('--temperature <t>', 'sampling temperature, 0 to 2')
    .option('--seed <n>', 'seed of the order of runs and of the model calls')
    .option('--from <experiment>', 'copy the configuration of another experiment instead of a config set')
    .option('-y, --yes', 'ask nothing, take the defaults')
    .option('--list-config-sets', 'list the config sets and end')
    .addOption(experimentsDirOption())
    .addOption(configSetsDirOption())
    // Read by the command, which tells all that is wrong with them in one go.
    .allowExcessArguments()
    .action(async (options: object, { args: excess }: Command) =>
      exit(
        await (await import('../commands/new-experiment.ts')).newExperimentCommand({ ...options, excess }),
      ),
    )

  program
    .command('run-experiment')
    .description('Run an experiment, or go on with one. Ctrl-C stops cleanly; calling it again goes on.')
    .argument('<experiment>', 'name in the experiments directory, or path')
    .option(
      '-f, --frameworks <ids...>',
      'run only these frameworks of the experiment (give them after its name)',
      ids,
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
      exit(await (await import('../commands/run-experiment.ts')).runExperimentCommand(experiment, options)),
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
      exit(await (await import('../commands/analyze.ts')).analyzeCommand(experiment, options)),
    )

  program
    .command('evaluate')
    .description(
      'Start what finished runs generated and check it, without calling a model: what was not evaluated yet, or by another version or with other checks. Exit code 1 when a run cannot be evaluated.',
    )
    .argument('<experiment>', 'name in the experiments directory, or path')
    .option('--run <run>', 'only this run: run_003, or chatdev/run_003 where several frameworks have a run 3')
    .option('-f, --framework <id>', 'with --run: framework of the run')
    .option('--again', 'evaluate everything anew')
    .option('--checks <dir>', 'use these checks in place of config/acceptance, which is sealed')
    .addOption(experimentsDirOption())
    .action(async (experiment: string, options: object) =>
      exit(await (await import('../commands/evaluate.ts')).evaluateCommand(experiment, options)),
    )

  program
    .command('export-otlp')
    .description('Send the OpenTelemetry traces of the runs that an experiment has made to a collector.')
    .argument('<experiment>', 'name in the experiments directory, or path')
    .addOption(otlpOption())
    .addOption(experimentsDirOption())
    .action(async (experiment: string, options: object) =>
      exit(await (await import('../commands/export-otlp.ts')).exportOtlpCommand(experiment, options)),
    )

  program
    .command('quickstart')
    .description(
      'See the whole road once, offline: generate an experiment from "minimal", run it, analyse it.',
    )
    .addOption(experimentsDirOption())
    .action(async (options: object) =>
      exit(await (await import('../commands/quickstart.ts')).quickstartCommand(options)),
    )

  addAnalysisCommands(program, exit)
  addReconcileUsageCommand(program, exit)
  addExperimentCommands(program, exit)
  addFrameworkCommands(program, exit)
  for (const command of program.commands) warnOfGreedyOptions(command)
  return program
}

const otlpOption = (): Option =>
  new Option(
    '--otlp [endpoint]',
    'send traces to this OpenTelemetry collector, such as http://127.0.0.1:4318; without an address to $OTEL_EXPORTER_OTLP_ENDPOINT, else http://localhost:4318 (give it after the name of the experiment)',
  )

/** An option of several or no words takes the name of the experiment too when that comes behind it. */
function warnOfGreedyOptions(command: Command): void {
  const isGreedy = command.options.some(({ variadic, optional }) => variadic || optional)
  if (isGreedy && command.registeredArguments.length > 0)
    command.showHelpAfterError('(--help shows the options; the name of the experiment goes before them)')
}
