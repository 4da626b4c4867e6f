import { mkdir } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import type { FinishReason, Stage } from '@genai-devbench/schema'
import type { FinishedRuns } from '../finished-runs.ts'
import type { Plan } from '../plan.ts'
import { ProcessMeter } from '../processes/process-meter.ts'
import { SpawnError, StepProcesses, killLeftOver } from '../processes/step-processes.ts'

/** How many characters of what a script said last are told with its failure. */
const MAX_REASON = 500

/** What a script is told of the experiment. */
export interface ScriptFacts {
  plan: Plan
  finished: FinishedRuns
  /** Why the experiment ends; told to a cleanup alone, since it is not known before. */
  finishReason: FinishReason | null
}

/**
 * Runs the script of a stage in the directory of the experiment, what it prints into its logs. Null when it ended with
 * exit code 0 or was ended by the signal, else why it failed. Nothing of it runs afterwards.
 */
export async function runStageScript(
  stage: Stage,
  script: string,
  facts: ScriptFacts,
  signal: AbortSignal,
): Promise<string | null> {
  const { paths } = facts.plan
  const outLog = paths.stageLog(stage.name, 'out')
  await mkdir(dirname(outLog), { recursive: true })
  await using processes = new StepProcesses({
    owner: outLog,
    cwd: paths.root,
    env: scriptEnvironment(stage, facts),
    outLog,
    errLog: paths.stageLog(stage.name, 'err'),
    // The researcher's own program, not a framework.
    surroundings: { confinement: undefined, cpus: undefined },
    meter: new ProcessMeter(() => {}),
    signal,
  })
  try {
    const {
      exitCode,
      signal: killedBy,
      stderr,
    } = await processes.spawn({
      file: join(paths.config, script),
      args: [],
    })
    if (exitCode === 0) return null
    const said = stderr.trim().split('\n').at(-1)?.slice(0, MAX_REASON) ?? ''
    const how = exitCode === null ? `ended by ${killedBy}` : `exit code ${exitCode}`
    return `${script}: ${how}${said === '' ? '' : `: ${said}`}`
  } catch (error) {
    if (signal.aborted) return null
    if (error instanceof SpawnError) return error.message
    throw error
  }
}

/** Ends what is left of a stage's script when the runner that ran it was itself killed. Returns the number of its processes. */
export const killLeftOverScript = ({ paths }: Plan, { name }: Stage): Promise<number> =>
  killLeftOver(paths.stageLog(name, 'out'))

/** The user's own environment, without the provider's key, and what there is to know of the experiment. */
function scriptEnvironment(
  { name, type }: Stage,
  { plan: { config, paths }, finished, finishReason }: ScriptFacts,
): Record<string, string> {
  const keyVariable = 'api_key_env' in config.llm ? config.llm.api_key_env : undefined
  const own = Object.entries(process.env).filter(
    (entry): entry is [string, string] => entry[1] !== undefined && entry[0] !== keyVariable,
  )
  const byFramework = Object.fromEntries(
    config.frameworks.map(({ id }) => [id, finished.runs.filter(({ framework }) => framework === id).length]),
  )
  return {
    ...Object.fromEntries(own),
    DEVBENCH_EXPERIMENT: config.name,
    DEVBENCH_EXPERIMENT_DIR: paths.root,
    DEVBENCH_CONFIG_DIR: paths.config,
    DEVBENCH_RUNS_DIR: paths.runs,
    DEVBENCH_JOURNAL: paths.journal,
    DEVBENCH_STAGE: name,
    DEVBENCH_STAGE_TYPE: type,
    DEVBENCH_FINISHED_RUNS: String(finished.runs.length),
    DEVBENCH_FINISHED_RUNS_BY_FRAMEWORK: JSON.stringify(byFramework),
    ...(finishReason !== null && { DEVBENCH_FINISH_REASON: finishReason }),
  }
}
