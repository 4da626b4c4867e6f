import type { ExperimentConfig, Notice, PlanInResults, Results } from '@genai-devbench/schema'
import type { Arm } from '../arms.ts'
import { noneCompleted, spentBudgets, successRatesDiffer, timeouts } from './outcome-notices.ts'
import { amended, fewRuns, planUnfinished, unequalN } from './plan-notices.ts'
import { estimatedUsage, missingValues, pseudoReplication, replayed, scriptedModel } from './value-notices.ts'
import { severalConfigurations, severalVersions } from './version-notices.ts'

/** What a reader must know before the first figure, the gravest first. Neutral: they state, they do not judge. */
export function noticesOn(
  config: ExperimentConfig,
  plan: PlanInResults,
  arms: readonly Arm[],
  configHashes: readonly string[],
  frameworks: Results['frameworks'],
): Notice[] {
  return [
    ...scriptedModel(arms, config),
    ...replayed(arms),
    ...planUnfinished(arms, config),
    ...amended(plan),
    ...pseudoReplication(arms),
    ...fewRuns(arms),
    ...unequalN(arms),
    ...noneCompleted(arms),
    ...successRatesDiffer(arms),
    ...timeouts(arms),
    ...spentBudgets(arms),
    ...missingValues(arms, plan),
    ...estimatedUsage(arms),
    ...severalConfigurations(configHashes, plan),
    ...severalVersions(frameworks),
  ]
}
