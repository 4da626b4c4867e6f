import { basename } from 'node:path'
import {
  type ExperimentRequest,
  createExperiment,
  forkExperiment,
  newExperimentPaths,
} from '@genai-devbench/generator'
import { type Stopping, UserError } from '@genai-devbench/schema'
import { type ExperimentPaths, findExperiment } from '@genai-devbench/store'
import { excessWord, experimentRequest } from '../experiment-request.ts'
import { freeName } from '../free-name.ts'
import { nextCommand } from '../next-command.ts'
import { notInstalled } from '../not-installed.ts'
import { OptionFaults } from '../option-faults.ts'
import { configSetsDir, experimentsDir } from '../toolkit-paths.ts'
import { listConfigSetsCommand } from './list-config-sets.ts'

export interface NewExperimentOptions {
  name?: string
  configSet?: string
  frameworks?: string[]
  model?: string
  provider?: string
  baseUrl?: string
  apiKeyEnv?: string
  minRuns?: string
  maxRuns?: string
  temperature?: string
  seed?: string
  from?: string
  yes?: true
  listConfigSets?: true
  experimentsDir?: string
  configSetsDir?: string
  /** Words that belong to no option. */
  excess?: readonly string[]
}

export async function newExperimentCommand(options: NewExperimentOptions): Promise<number> {
  if (options.listConfigSets) return listConfigSetsCommand(options)
  const dir = experimentsDir(options.experimentsDir)
  const paths =
    options.from === undefined
      ? await fromConfigSet(options, dir)
      : await fromExperiment(options, options.from, dir)
  process.stdout.write(nextSteps(paths, options, await notInstalled(paths)))
  return 0
}

async function fromConfigSet(options: NewExperimentOptions, dir: string): Promise<ExperimentPaths> {
  const asks = !options.yes && process.stdin.isTTY && process.stdout.isTTY
  const sets = configSetsDir(options.configSetsDir)
  const complete = asks ? await (await import('../ask.ts')).askForMissing(options, sets, dir) : options
  const { configSet, request } = await experimentRequest(complete, sets, dir)
  const paths = await createExperiment(configSet, request, dir, new Date())
  process.stdout.write(chosen(complete, request, configSet.template.stopping))
  return paths
}

async function fromExperiment(
  options: NewExperimentOptions,
  from: string,
  dir: string,
): Promise<ExperimentPaths> {
  const replays = options.provider === 'replay'
  const barred = (
    [
      'configSet',
      'frameworks',
      'model',
      'provider',
      'baseUrl',
      'apiKeyEnv',
      'minRuns',
      'maxRuns',
      'temperature',
      'seed',
    ] as const
  ).filter((key) => options[key] !== undefined && !(key === 'provider' && replays))
  const faults = new OptionFaults()
  for (const word of options.excess ?? []) faults.add(excessWord(word))
  if (barred.length > 0) {
    const flags = barred.map((key) => `--${key.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)}`)
    faults.add(
      new UserError(
        'bad_usage',
        `--from copies a configuration as it is; ${flags.join(', ')} cannot be given with it.`,
        { hint: 'Edit config/config.yaml of the new experiment instead.' },
      ),
    )
  }
  const { name } = options
  if (name !== undefined) faults.of(() => newExperimentPaths(name, dir))
  const source = await faults.waitFor(findExperiment(from, dir))
  if (source === undefined) return faults.fail()
  faults.throwAny()
  return forkExperiment(source, name ?? freeName(basename(source.root), dir), dir, new Date(), { replays })
}

/** Nothing is chosen silently. */
function chosen(options: NewExperimentOptions, request: ExperimentRequest, stopping: Stopping): string {
  const lines = (['name', 'frameworks', 'model', 'provider', 'seed'] as const)
    .filter((key) => options[key] === undefined)
    .map((key) => `  ${key}: ${[request[key]].flat().join(', ')}`)
  if (options.minRuns === undefined && options.maxRuns === undefined) {
    lines.push(
      `  runs: ${stopping.mode === 'fixed' ? '' : `${stopping.min_runs} to `}${stopping.max_runs} of each framework`,
    )
  }
  return lines.length === 0 ? '' : `Not given, so taken from the defaults:\n${lines.join('\n')}\n\n`
}

function nextSteps(
  { root, configFile, config }: ExperimentPaths,
  options: NewExperimentOptions,
  missing: readonly string[],
): string {
  const name = basename(root)
  const next = (command: string): string => nextCommand(command, name, options.experimentsDir)
  const steps = [
    ['Review the configuration', configFile],
    ['Customise the prompts', `${config}/prompts/`],
    ...(missing.length > 0
      ? [['Install what is missing', `devbench frameworks install ${missing.join(' ')}`] as const]
      : []),
    ['Check without running', `${next('run-experiment')} --dry-run`],
    ['Run it', next('run-experiment')],
    ['Analyse it', next('analyze')],
  ] as const
  const lines = steps.map(([what, how], index) => `  ${index + 1}. ${what.padEnd(27)} ${how}\n`)
  return `Made the experiment ${name} in ${root}\n\nNext:\n${lines.join('')}`
}
