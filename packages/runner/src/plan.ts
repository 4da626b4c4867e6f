import type { Adapter } from '@genai-devbench/adapters'
import type { Recording } from '@genai-devbench/gateway'
import {
  Execution,
  type ExperimentConfig,
  type Framework,
  type Isolation,
  type Step,
  UserError,
  ValidationError,
  availableHint,
} from '@genai-devbench/schema'
import {
  type ExperimentPaths,
  type LoadedConfig,
  type Prompt,
  checkSeal,
  loadConfig,
} from '@genai-devbench/store'
import { joinProblems } from './join/join-problems.ts'
import { apiKeyOf, apiKeyProblems } from './plan/api-key.ts'
import { budgetProblems } from './plan/budget-problems.ts'
import { checkFramework } from './plan/check-framework.ts'
import { checkRecording } from './plan/check-recording.ts'
import { middlewareProblems } from './plan/middleware-problems.ts'
import { patternProblems } from './plan/pattern-problems.ts'
import { ruleProblems } from './plan/rule-problems.ts'
import { chooseIsolation } from './surroundings/choose-isolation.ts'
import { limitProblems } from './surroundings/limit-problems.ts'

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
  if (parts.llm) {
    const patterns = await patternProblems(parts.llm, problemAt)
    const texts = { steps: parts.steps, prompts, hitl, problemAt }
    // Without patterns that work, nothing can be looked for.
    problems.push(...(patterns.length > 0 ? patterns : await middlewareProblems(parts.llm, texts)))
  }
  problems.push(...(await ruleProblems(loaded)))
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
