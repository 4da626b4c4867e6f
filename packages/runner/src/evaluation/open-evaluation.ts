import { join } from 'node:path'
import { toolkitHome } from '@genai-devbench/adapters'
import { Evaluator, findCheckFiles, probePlace, rulesHash } from '@genai-devbench/evaluation'
import { INSTALL_HINT } from '@genai-devbench/sandbox'
import type { ExperimentConfig, Isolation, RunEvent } from '@genai-devbench/schema'
import type { ExperimentPaths } from '@genai-devbench/store'
import type { Plan } from '../plan.ts'
import { MARKER } from '../processes/step-processes.ts'

/** What evaluates the runs of an experiment here, or why nothing does. */
export type Evaluation =
  | { evaluator: Evaluator; checksSha256: string; rulesSha256: string; signal: AbortSignal }
  | { evaluator: undefined; reason: string; hint: string }

export interface EvaluationOptions {
  env: NodeJS.ProcessEnv
  signal: AbortSignal
  /** Where the checks are. Default: those of the config. */
  checksDir?: string | undefined
}

/** For as long as an experiment is run or evaluated: the evaluator looks at the checks once. */
export async function openEvaluation(
  paths: ExperimentPaths,
  { acceptance, metrics, steps }: Pick<ExperimentConfig, 'acceptance' | 'metrics' | 'steps'>,
  { env, signal, checksDir = join(paths.config, 'acceptance') }: EvaluationOptions,
): Promise<Evaluation> {
  const isolation = await isolationFor(acceptance.isolation)
  if ('hint' in isolation) return { evaluator: undefined, ...isolation }
  const checks = await findCheckFiles(checksDir, steps)
  const evaluator = new Evaluator({
    acceptance,
    isolation,
    checks,
    rules: metrics.code_quality,
    cacheDir: join(toolkitHome(env), 'evaluation'),
    hidden: [paths.root],
    signal,
    mark: { [MARKER]: `${join(paths.runs, 'evaluation')} ` },
  })
  return { evaluator, checksSha256: checks.sha256, rulesSha256: rulesHash(metrics.code_quality), signal }
}

async function isolationFor(asked: 'bwrap' | 'none'): Promise<Isolation | { reason: string; hint: string }> {
  if (asked === 'none') return { mode: 'none', reason: 'acceptance.isolation is none' }
  const probe = await probePlace()
  if ('version' in probe) return { mode: 'bwrap', version: probe.version }
  return {
    reason: `what was generated cannot be isolated: ${probe.reason}`,
    hint: `${INSTALL_HINT} Or set acceptance.isolation to none: it may then do what you may do.`,
  }
}

/** What evaluates the runs that are about to be made; says so where nothing does though the config asks for it. */
export async function beginEvaluation(
  { paths, config }: Pick<Plan, 'paths' | 'config'>,
  signal: AbortSignal,
  emit: (event: RunEvent) => void,
): Promise<Evaluation> {
  if (config.acceptance.when === 'never')
    return { evaluator: undefined, reason: 'acceptance.when is never', hint: 'Call devbench evaluate.' }
  const evaluation = await openEvaluation(paths, config, { env: process.env, signal })
  if (evaluation.evaluator === undefined)
    emit({ type: 'evaluation_unavailable', reason: evaluation.reason, hint: evaluation.hint })
  return evaluation
}
