import { type GivenAssumptions, type PlanGoal, planRuns } from '@genai-devbench/analysis'
import { METRIC_IDS, type MetricId, UserError, availableHint } from '@genai-devbench/schema'
import { findExperiment, loadRuns } from '@genai-devbench/store'
import { nextCommand } from '../next-command.ts'
import { experimentsDir } from '../toolkit-paths.ts'
import { renderSampleSizePlan } from '../views/sample-size/plan.ts'

interface Options {
  effect?: number
  difference?: number
  power?: number
  precision?: number
  metrics?: string[]
  alpha?: number
  family?: number
  cv?: number
  sdLog?: number
  baseRate?: number
  missing?: number
  seconds?: number
  cost?: number
  json?: true
  experimentsDir?: string
}

const DEFAULT_POWER = 0.8

export async function planCommand(experiment: string, options: Options): Promise<number> {
  const goal = goalOf(options)
  const paths = await findExperiment(experiment, experimentsDir(options.experimentsDir))
  const { config, records, evaluations } = await loadRuns(paths)
  const { alpha = errorRateOf(config.stopping.confidence_level), family } = options
  if (goal.kind !== 'precision' && goal.power <= alpha)
    throw new UserError('power_too_low', `The power ${goal.power} is not above the error rate ${alpha}.`, {
      hint: 'Give a larger --power; 0.8 is usual.',
    })
  const plan = planRuns({
    config,
    records,
    evaluations,
    goal,
    metrics: options.metrics?.map(metricNamed) ?? config.metrics.primary,
    given: givenIn(options),
    alpha,
    ...(family !== undefined && { family }),
  })
  if (plan.runs === null) {
    const reasons = plan.metrics.map(({ metric, reason }) => `  - ${metric}: ${reason}`).join('\n')
    throw new UserError(
      'nothing_to_plan_with',
      `It cannot be told how many runs ${config.name} needs:\n${reasons}`,
      {
        hint: plan.frameworks.some(({ finished }) => finished > 0)
          ? 'Change what each line names.'
          : `Make a pilot (${nextCommand('run-experiment', experiment, options.experimentsDir)} --max-runs 10), or give assumptions: --cv or --sd-log for amounts and times, --base-rate for success.`,
      },
    )
  }
  process.stdout.write(
    options.json
      ? `${JSON.stringify(plan, null, 2)}\n`
      : renderSampleSizePlan(plan, process.stdout.columns || undefined),
  )
  return 0
}

/** 0.05 of 0.95, without the last digits of a subtraction. */
const errorRateOf = (level: number): number => Number((1 - level).toFixed(12))

function goalOf({ effect, difference, power = DEFAULT_POWER, precision }: Options): PlanGoal {
  if (effect === 1)
    throw new UserError('no_effect', 'A ratio of 1 is no effect.', {
      hint: 'Give the smallest ratio that matters, such as --effect 1.25.',
    })
  if (effect !== undefined) return { kind: 'ratio', ratio: effect, power }
  if (difference !== undefined) return { kind: 'difference', difference, power }
  if (precision !== undefined) return { kind: 'precision', half_width: precision }
  throw new UserError('no_goal', 'What are the runs to be enough for?', {
    hint: 'Give --effect 1.25 (or --difference 0.2), with --power 0.8 if you like, or --precision 0.1.',
  })
}

function givenIn({ cv, sdLog, baseRate, missing, seconds, cost }: Options): GivenAssumptions {
  return {
    ...(cv !== undefined && { cv }),
    ...(sdLog !== undefined && { sdLog }),
    ...(baseRate !== undefined && { baseRate }),
    ...(missing !== undefined && { missing }),
    ...(seconds !== undefined && { seconds }),
    ...(cost !== undefined && { usd: cost }),
  }
}

function metricNamed(id: string): MetricId {
  const known = METRIC_IDS.find((metric) => metric === id)
  if (known === undefined)
    throw new UserError('unknown_metric', `There is no metric "${id}".`, {
      hint: availableHint(id, METRIC_IDS),
    })
  return known
}
