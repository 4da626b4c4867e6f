import { type Progress, readProgress } from '@genai-devbench/report/progress'
import { type ExperimentConfig, UserError, ValidationError, formatProblem } from '@genai-devbench/schema'
import {
  type ExperimentOverview,
  type ExperimentPaths,
  checkSeal,
  describeExperiment,
  findExperiment,
  loadConfig,
} from '@genai-devbench/store'
import { basename } from 'node:path'
import { nextCommand } from '../../next-command.ts'
import { experimentsDir } from '../../toolkit-paths.ts'
import { renderExperiment } from '../../views/experiment/experiment.ts'

interface Options {
  json?: true
  experimentsDir?: string
}

/** Everything the page says. */
export interface ShownExperiment {
  paths: ExperimentPaths
  config: ExperimentConfig
  overview: ExperimentOverview
  progress: Progress
  /** What keeps it from being run or analysed. */
  problems: string[]
  /** Commands to go on with. */
  next: string[]
}

export async function showCommand(experiment: string, options: Options): Promise<number> {
  const paths = await findExperiment(experiment, experimentsDir(options.experimentsDir))
  const { config, problems } = await loadConfig(paths)
  if (!config) throw new ValidationError(`The experiment ${paths.root} is not valid`, problems)
  const overview = await describeExperiment(paths, basename(paths.root))
  const shown: ShownExperiment = {
    paths,
    config,
    overview,
    progress: await readProgress(paths, config),
    problems: [...problems.map(formatProblem), ...(await sealProblems(paths))],
    next: nextCommands(overview).map((command) => nextCommand(command, experiment, options.experimentsDir)),
  }
  process.stdout.write(
    options.json
      ? `${JSON.stringify(asJson(shown), null, 2)}\n`
      : renderExperiment(shown, process.stdout.columns || undefined),
  )
  return 0
}

async function sealProblems(paths: ExperimentPaths): Promise<string[]> {
  try {
    await checkSeal(paths)
    return []
  } catch (error) {
    if (error instanceof UserError) return [`${error.message}\n${error.hint}`]
    throw error
  }
}

function nextCommands({ status, runs }: ExperimentOverview): string[] {
  const isAnalysable = runs !== null && runs.finished > 0
  const cannotGoOn = ['finished', 'running', 'invalid', 'damaged'].includes(status)
  return [
    ...(cannotGoOn ? [] : ['run-experiment']),
    ...(isAnalysable ? ['analyze'] : []),
    ...(status === 'finished' ? ['devbench experiment archive'] : []),
  ]
}

function asJson({ config, overview, progress, problems, next }: ShownExperiment): object {
  const { frameworks, llm, steps, stopping } = config
  return {
    ...overview,
    config: { frameworks, provider: llm.provider, steps, stopping },
    ...progress,
    problems,
    next,
  }
}
