import { type Adapter, installDir, loadAdapter } from '@genai-devbench/adapters'
import type { Recording } from '@genai-devbench/gateway'
import {
  Execution,
  type ExperimentConfig,
  type Framework,
  type Isolation,
  type Llm,
  type Problem,
  type Step,
  UserError,
  ValidationError,
  availableHint,
  checkValue,
} from '@genai-devbench/schema'
import {
  type ExperimentPaths,
  type LoadedConfig,
  type Prompt,
  checkSeal,
  loadConfig,
} from '@genai-devbench/store'
import { budgetProblems } from './budget-problems.ts'
import { middlewareProblems } from './middleware-problems.ts'
import { chooseIsolation } from './surroundings/choose-isolation.ts'
import { limitProblems } from './surroundings/limit-problems.ts'
import { joinProblems } from './join/join-problems.ts'
import { findRecording } from './replay/find-recording.ts'
import { recordingMismatches } from './replay/recording-mismatches.ts'

/** One framework of the experiment, ready to be run. */
export interface Arm extends Framework {
  loaded: Adapter
  installDir: string
}

/** Everything a run needs, checked: nothing in here can turn out wrong half-way for a reason that was knowable. */
export interface Plan {
  paths: ExperimentPaths
  config: ExperimentConfig
  /** Of the files that `config` was read from. */
  configSha256: string
  /** All frameworks of the experiment. */
  arms: Arm[]
  /** Those to run now; all, unless a selection was asked for. */
  selected: Arm[]
  /** Enabled steps in declaration order. */
  steps: Step[]
  prompts: LoadedConfig['prompts']
  hitl: Record<string, string>
  /** Runs of each framework after which this invocation ends. */
  maxRuns: number
  apiKey: string | undefined
  /** Whether other processes may share the experiment. */
  join: boolean
  /** Why the configuration was changed after the first run, where it was. */
  amend: string | undefined
  /** What a replay answers from. */
  recording: Recording | undefined
  /** What isolates the frameworks on this machine. */
  isolation: Isolation
}

export interface PlanOptions {
  /** Ids of the frameworks to run; default all. */
  frameworks?: readonly string[] | undefined
  /** Ends earlier than the experiment's own max_runs. */
  maxRuns?: number | undefined
  /** Share the experiment with other processes that do. */
  join?: boolean | undefined
  /** Declares a change of the sealed configuration: why it was made. */
  amend?: string | undefined
  env: NodeJS.ProcessEnv
}

/**
 * Checks everything that can be checked before money is spent. ValidationError with all problems at once; UserError
 * when the configuration was changed after the first run.
 */
export async function planExperiment(
  paths: ExperimentPaths,
  { frameworks, maxRuns, join = false, amend, env }: PlanOptions,
): Promise<Plan> {
  // Before anything is read: what changes after this shows when the configuration is sealed.
  const { sha256: configSha256 } = await checkSeal(paths, { amend: amend !== undefined })
  const loaded = await loadConfig(paths)
  const { config, parts, prompts, hitl, problems, problemAt } = loaded
  const checked = await Promise.all(
    parts.frameworks.map(({ index, part }) => checkFramework(part, index, problemAt, env)),
  )
  problems.push(...checked.flatMap((arm) => arm.problems))
  if (parts.llm) problems.push(...apiKeyProblems(parts.llm, problemAt, env))
  if (parts.llm && config) problems.push(...budgetProblems(parts.llm, config.model, problemAt))
  if (parts.llm)
    problems.push(...middlewareProblems(parts.llm, { steps: parts.steps, prompts, hitl, problemAt }))
  const { isolation } = await checkSurroundings(paths, loaded)
  if (join) problems.push(...joinProblems(loaded))
  const recording = await checkRecording(paths, loaded, { frameworks, maxRuns })
  if (!config || problems.length > 0) {
    throw new ValidationError(`The experiment ${paths.root} is not valid`, problems)
  }
  const arms = checked.flatMap(({ arm }) => arm ?? [])
  return {
    paths,
    config,
    configSha256,
    arms,
    selected: selectArms(arms, frameworks),
    steps: config.steps.filter((step) => step.enabled),
    prompts,
    hitl,
    maxRuns: Math.min(maxRuns ?? Infinity, config.stopping.max_runs),
    apiKey: apiKeyOf(config.llm, env),
    join,
    amend,
    recording,
    isolation,
  }
}

/** What isolates the frameworks; what cannot be had here is added to the problems. */
async function checkSurroundings(
  paths: ExperimentPaths,
  { config, problems, problemAt }: LoadedConfig,
): Promise<{ isolation: Isolation }> {
  const { execution } = config ?? { execution: Execution.parse({ isolation: 'none' }) }
  const chosen = await chooseIsolation(execution, paths, problemAt)
  problems.push(...chosen.problems, ...limitProblems(execution.limits, problemAt))
  return chosen
}

export function promptOf(plan: Plan, step: Step): Prompt {
  const prompt = plan.prompts.get(step.id)
  if (!prompt) throw new Error(`no prompt was loaded for step ${step.id}`)
  return prompt
}

async function checkFramework(
  framework: Framework,
  index: number,
  problemAt: LoadedConfig['problemAt'],
  env: NodeJS.ProcessEnv,
): Promise<{ arm?: Arm; problems: Problem[] }> {
  const at = ['frameworks', index]
  let adapter: Adapter
  try {
    adapter = await loadAdapter(framework.adapter)
  } catch (error) {
    if (error instanceof UserError) return { problems: [problemAt(at, error.message, error.hint)] }
    throw error
  }
  const problems: Problem[] = []
  const options = checkValue(framework.options, adapter.options)
  if ('faults' in options) {
    const where = `See the options of ${adapter.id} in docs/frameworks.md.`
    problems.push(
      ...options.faults.map(({ path, message, hint }) =>
        problemAt([...at, 'options', ...path], message, hint ?? where),
      ),
    )
  }
  const dir = installDir(adapter.id, env)
  const faults = (await adapter.installation?.check(dir)) ?? []
  problems.push(
    ...faults.map((fault) => problemAt(at, fault, `Run: devbench frameworks install ${adapter.id}`)),
  )
  if ('faults' in options || problems.length > 0) return { problems }
  return {
    arm: {
      ...framework,
      options: options.parsed as Record<string, unknown>,
      loaded: adapter,
      installDir: dir,
    },
    problems,
  }
}

/** Reads what a replay answers from; what is wrong with it, or does not fit, is added to the problems. */
async function checkRecording(
  paths: ExperimentPaths,
  { config, parts: { llm }, problems, problemAt }: LoadedConfig,
  selection: Pick<PlanOptions, 'frameworks' | 'maxRuns'>,
): Promise<Recording | undefined> {
  if (llm?.provider !== 'replay') return undefined
  try {
    const recording = await findRecording(paths, llm.from)
    for (const { path, message, hint } of config ? recordingMismatches(recording, config, selection) : [])
      problems.push(problemAt(path, message, hint))
    return recording
  } catch (error) {
    if (!(error instanceof UserError)) throw error
    problems.push(problemAt(llm.from === undefined ? ['llm'] : ['llm', 'from'], error.message, error.hint))
    return undefined
  }
}

function apiKeyOf(llm: Llm, env: NodeJS.ProcessEnv): string | undefined {
  return 'api_key_env' in llm && llm.api_key_env !== undefined ? env[llm.api_key_env] : undefined
}

function apiKeyProblems(llm: Llm, problemAt: LoadedConfig['problemAt'], env: NodeJS.ProcessEnv): Problem[] {
  if (!('api_key_env' in llm) || llm.api_key_env === undefined || apiKeyOf(llm, env)) return []
  return [
    problemAt(
      ['llm', 'api_key_env'],
      `the environment variable ${llm.api_key_env}, which holds the key of ${llm.provider}, is not set.`,
      `Set it (export ${llm.api_key_env}=...), or set llm to {provider: scripted}, the offline model.`,
    ),
  ]
}

function selectArms(arms: Arm[], ids: readonly string[] | undefined): Arm[] {
  if (!ids) return arms
  const known = arms.map((arm) => arm.id)
  for (const id of ids) {
    if (!known.includes(id)) {
      throw new UserError('unknown_framework', `The experiment has no framework "${id}".`, {
        hint: availableHint(id, known),
      })
    }
  }
  return arms.filter((arm) => ids.includes(arm.id))
}
