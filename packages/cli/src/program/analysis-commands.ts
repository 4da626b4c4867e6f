import { type Command, Option } from 'commander'
import { experimentsDirOption } from './directory-options.ts'
import { errorRate, positiveInteger, positiveNumber, proportion } from './option-values.ts'

/** Commands beside `analyze`: before the runs are made, and over several experiments. */
export function addAnalysisCommands(program: Command, exit: (code: number) => void): void {
  program
    .command('plan')
    .description(
      'Work out how many runs of each framework are enough, and what they cost, from the finished runs as a pilot or from assumptions. Writes nothing.',
    )
    .argument('<experiment>', 'name in the experiments directory, or path; goes before the options')
    .addOption(
      new Option('--effect <ratio>', 'detect that one framework has 1.25 times the value of another')
        .argParser(positiveNumber)
        .conflicts(['difference', 'precision']),
    )
    .addOption(
      new Option(
        '--difference <d>',
        'detect a difference, in the unit of the metric; 0.2 of a proportion is 20 points',
      )
        .argParser(positiveNumber)
        .conflicts(['precision']),
    )
    .addOption(
      new Option('--power <p>', 'with this probability (default: 0.8)')
        .argParser(errorRate)
        .conflicts(['precision']),
    )
    .option(
      '--precision <r>',
      'know each framework to this half-width of its interval: 0.1 is 10%, of a proportion 10 points',
      positiveNumber,
    )
    .option('--metrics <ids...>', 'plan for these metrics (default: the primary ones of the config)')
    .option(
      '--alpha <a>',
      'error rate of all comparisons together (default: 1 - confidence_level of the config)',
      errorRate,
    )
    .option(
      '--family <n>',
      'comparisons that Holm corrects for (default: pairs of frameworks x metrics; 1 for none)',
      positiveInteger,
    )
    .option('--cv <cv>', 'assume this coefficient of variation (sd/mean)', positiveNumber)
    .option('--sd-log <s>', 'assume this standard deviation of the logarithms', positiveNumber)
    .option('--base-rate <p>', 'assume that this share of the runs succeeds', proportion)
    .option('--missing <share>', 'assume that this share of the runs has no value', proportion)
    .option('--seconds <s>', 'assume that a run takes so long', positiveNumber)
    .option('--cost <usd>', 'assume that a run costs so much', positiveNumber)
    .option('--json', 'print JSON')
    .addOption(experimentsDirOption())
    .action(async (experiment: string, options: object) =>
      exit(await (await import('../commands/plan.ts')).planCommand(experiment, options)),
    )

  program
    .command('compare')
    .description(
      'Say what changed between experiments, for each framework that they share: comparison.html, .md and .json. Refuses different tasks, and lists all other differences. With --as-tasks: say whether the frameworks differ over several tasks, each an experiment.',
    )
    .argument('<experiments...>', 'names in the experiments directory, or paths; the earlier one first')
    .option(
      '-o, --output <dir>',
      'where to write it (default: comparisons/<a>_vs_<b>, or <a>_and_<b>_as_tasks, beside the experiments)',
    )
    .option(
      '--as-tasks',
      'take each experiment as one task, and compare the frameworks with each other over the tasks: task_comparison.html, .md and .json',
    )
    .option(
      '--force',
      'compare although tasks (with --as-tasks: models or options of frameworks) or metric definitions differ; the report says so',
    )
    .addOption(experimentsDirOption())
    .action(async (experiments: string[], options: object) =>
      exit(await (await import('../commands/compare.ts')).compareCommand(experiments, options)),
    )
}
