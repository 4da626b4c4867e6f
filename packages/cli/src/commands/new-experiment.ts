import { type ConfigSet, findConfigSet } from '@genai-devbench/config-sets'
import { adapterIds } from '@genai-devbench/adapters'
import { type ExperimentRequest, createExperiment, forkExperiment } from '@genai-devbench/generator'
import { type Llm, PROVIDERS, UserError, nearestHint } from '@genai-devbench/schema'
import { type ExperimentPaths, findExperiment } from '@genai-devbench/store'
import { freeName } from '../free-name.ts'
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
  minRuns?: number
  maxRuns?: number
  temperature?: number
  seed?: number
  from?: string
  yes?: true
  listConfigSets?: true
  experimentsDir?: string
  configSetsDir?: string
}

export async function newExperimentCommand(options: NewExperimentOptions): Promise<number> {
  if (options.listConfigSets) return listConfigSetsCommand(options)
  const dir = experimentsDir(options.experimentsDir)
  const paths = options.from === undefined ? await fromConfigSet(options, dir) : await fromExperiment(options, options.from, dir)
  process.stdout.write(nextSteps(paths, options))
  return 0
}

async function fromConfigSet(options: NewExperimentOptions, dir: string): Promise<ExperimentPaths> {
  const asks = !options.yes && process.stdin.isTTY && process.stdout.isTTY
  const complete = asks ? await (await import('../ask.ts')).askForMissing(options, dir) : options
  if (complete.configSet === undefined) {
    throw new UserError('no_config_set', 'Which config set? Give --config-set.', { hint: 'list-config-sets shows them.' })
  }
  const configSet = await findConfigSet(configSetsDir(options.configSetsDir), complete.configSet)
  const request = requestOf(complete, configSet, dir)
  process.stdout.write(chosen(complete, request))
  return createExperiment(configSet, request, dir, new Date())
}

async function fromExperiment(options: NewExperimentOptions, from: string, dir: string): Promise<ExperimentPaths> {
  const excess = (['configSet', 'frameworks', 'model', 'provider', 'minRuns', 'maxRuns', 'temperature', 'seed'] as const).filter((key) => options[key] !== undefined)
  if (excess.length > 0) {
    const flags = excess.map((key) => `--${key.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)}`)
    throw new UserError('bad_usage', `--from copies a configuration as it is; ${flags.join(', ')} cannot be given with it.`, { hint: 'Edit config/config.yaml of the new experiment instead.' })
  }
  const source = await findExperiment(from, dir)
  return forkExperiment(source, options.name ?? freeName(from.split(/[/\\]/).filter(Boolean).at(-1) ?? 'experiment', dir), dir, new Date())
}

/** What was not given comes from the config set. */
function requestOf(options: NewExperimentOptions, { metadata: { name, defaults } }: ConfigSet, dir: string): ExperimentRequest {
  return {
    name: options.name ?? freeName(name, dir),
    model: options.model ?? defaults.model,
    seed: options.seed ?? 1,
    frameworks: (options.frameworks ?? defaults.frameworks).map(knownFramework),
    provider: knownProvider(options.provider ?? defaults.provider),
    ...pick(options, ['temperature', 'baseUrl', 'apiKeyEnv', 'minRuns', 'maxRuns']),
  }
}

function knownFramework(id: string): string {
  const known = adapterIds()
  if (known.includes(id)) return id
  throw new UserError('unknown_framework', `There is no framework "${id}".`, { hint: `${nearestHint(id, known)} Available: ${known.join(', ')}.` })
}

function knownProvider(name: string): Llm['provider'] {
  const provider = PROVIDERS.find((known) => known === name)
  if (provider) return provider
  throw new UserError('unknown_provider', `There is no provider "${name}".`, { hint: `Available: ${PROVIDERS.join(', ')}.` })
}

/** Nothing is chosen silently. */
function chosen(options: NewExperimentOptions, request: ExperimentRequest): string {
  const lines = (['name', 'frameworks', 'model', 'provider', 'seed'] as const)
    .filter((key) => options[key] === undefined)
    .map((key) => `  ${key}: ${[request[key]].flat().join(', ')}`)
  return lines.length === 0 ? '' : `Not given, so taken from the config set's defaults:\n${lines.join('\n')}\n\n`
}

function nextSteps({ root, configFile, config }: ExperimentPaths, options: NewExperimentOptions): string {
  const name = root.split(/[/\\]/).at(-1)
  const where = options.experimentsDir === undefined ? '' : ` --experiments-dir ${options.experimentsDir}`
  return `Made the experiment ${name} in ${root}

Next:
  1. Review the configuration    ${configFile}
  2. Customise the prompts       ${config}/prompts/
  3. Check without running       run-experiment ${name} --dry-run${where}
  4. Run it                      run-experiment ${name}${where}
  5. Analyse it                  analyze ${name}${where}
`
}

function pick<T extends object, K extends keyof T>(from: T, keys: readonly K[]): { [P in K]?: NonNullable<T[P]> } {
  return Object.fromEntries(keys.filter((key) => from[key] !== undefined).map((key) => [key, from[key]])) as { [P in K]?: NonNullable<T[P]> }
}
