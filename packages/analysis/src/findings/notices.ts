import {
  type ExperimentConfig,
  METRICS,
  type Notice,
  type PlanInResults,
  type Results,
  type RunOutcome,
} from '@genai-devbench/schema'
import { type Arm, valuesOf } from './arms.ts'
import { repeatedRuns } from './metrics/repetition.ts'

/** Below this an interval leans on assumptions that the runs cannot show. */
export const FEW_RUNS = 5

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

function scriptedModel(arms: readonly Arm[], { llm }: ExperimentConfig): Notice[] {
  const scripted =
    llm.provider === 'scripted' ||
    arms.some(({ records }) => records.some(({ provider }) => provider === 'scripted'))
  return scripted
    ? [{ code: 'scripted_model', message: 'Scripted model: not evidence about frameworks.' }]
    : []
}

function replayed(arms: readonly Arm[]): Notice[] {
  if (!arms.some(({ records }) => records.some((record) => record.replayed))) return []
  const message =
    'Replayed from recorded answers, which are no new observations: times are not measurements, and have no values.'
  return [{ code: 'replayed', message }]
}

function planUnfinished(arms: readonly Arm[], { stopping }: ExperimentConfig): Notice[] {
  const planned = stopping.mode === 'fixed' ? stopping.max_runs : stopping.min_runs
  if (arms.every(({ runs }) => runs.length >= planned)) return []
  const least = stopping.mode === 'fixed' ? '' : 'at least '
  const plan = `${least}${planned} ${planned === 1 ? 'run' : 'runs'} of each framework`
  return [
    {
      code: 'plan_unfinished',
      message: `The plan is not finished: it asks for ${plan}; there are ${list(arms, ({ runs }) => String(runs.length))}.`,
    },
  ]
}

function amended({ amendments }: PlanInResults): Notice[] {
  return amendments.map(({ amended_at, reason, changed_files, runs_before, runs_after }, index) => {
    const count = (runs: Record<string, number>): number => Object.values(runs).reduce((sum, n) => sum + n, 0)
    const message = `The configuration was amended after the first run (${index + 1} of ${amendments.length}, ${amended_at}: ${changed_files.join(', ')}). Reason given: ${reason}. ${count(runs_before)} runs were made before it, ${count(runs_after)} under it; the plan is still that of the first run.`
    return { code: 'amended', message }
  })
}

/** The model or a cache may have given the same answers again: then n counts one observation many times. */
function pseudoReplication(arms: readonly Arm[]): Notice[] {
  const affected = arms.filter((arm) => repeatedRuns(arm) > 0)
  if (affected.length === 0) return []
  const counts = list(affected, (arm) => `${repeatedRuns(arm)} of ${arm.runs.length}`)
  const message = `Runs that repeat an earlier one, with the same calls and tokens in every step: ${counts}. If they are the same answers again, they are no independent observations, and intervals and p-values are too small.`
  return [{ code: 'pseudo_replication', message }]
}

function fewRuns(arms: readonly Arm[]): Notice[] {
  const few = arms.filter(({ runs }) => runs.length < FEW_RUNS)
  if (few.length === 0) return []
  const message = `Fewer than ${FEW_RUNS} runs: ${list(few, ({ runs }) => String(runs.length))}. Intervals from so few runs rest on assumptions that the runs themselves cannot show.`
  return [{ code: 'few_runs', message }]
}

function unequalN(arms: readonly Arm[]): Notice[] {
  if (new Set(arms.map(({ runs }) => runs.length)).size <= 1) return []
  return [
    {
      code: 'unequal_n',
      message: `The frameworks have different numbers of runs: ${list(arms, ({ runs }) => String(runs.length))}.`,
    },
  ]
}

/** Where some completed, their success rates differ, and the notice of that says it. */
function noneCompleted(arms: readonly Arm[]): Notice[] {
  const withRuns = arms.filter(({ runs }) => runs.length > 0)
  if (withRuns.length === 0 || withRuns.some((arm) => successes(arm) > 0)) return []
  const message = `No run completed: ${list(withRuns, ({ runs }) => `0 of ${runs.length}`)}. All other metrics are of runs that did not do their task.`
  return [{ code: 'none_completed', message }]
}

/** Survivorship: a run that failed early spent less, which says nothing about economy. */
function successRatesDiffer(arms: readonly Arm[]): Notice[] {
  const withRuns = arms.filter(({ runs }) => runs.length > 0)
  if (new Set(withRuns.map((arm) => successes(arm) / arm.runs.length)).size <= 1) return []
  const rates = list(withRuns, (arm) => `${successes(arm)} of ${arm.runs.length}`)
  const message = `Success rates differ between frameworks: ${rates}. All other metrics include the runs that did not complete, which may have ended early; read them together with the success rates.`
  return [{ code: 'success_rates_differ', message }]
}

function timeouts(arms: readonly Arm[]): Notice[] {
  const counts = endedWith(arms, 'timed_out')
  if (counts === '') return []
  const message = `Runs ended at the time limit: ${counts}. What they took (tokens, cost, time, calls) is a lower bound, so medians say more than means.`
  return [{ code: 'timeouts', message }]
}

function spentBudgets(arms: readonly Arm[]): Notice[] {
  const counts = endedWith(arms, 'budget_exceeded')
  if (counts === '') return []
  const message = `Runs ended at their budget: ${counts}. Their tokens, costs and times are lower bounds, so medians say more than means.`
  return [{ code: 'spent_budgets', message }]
}

/** How many runs of each framework; '' when there are none. */
function endedWith(arms: readonly Arm[], ending: RunOutcome): string {
  const count = ({ runs }: Arm) => runs.filter(({ outcome }) => outcome === ending).length
  return list(
    arms.filter((arm) => count(arm) > 0),
    (arm) => `${count(arm)} of ${arm.runs.length}`,
  )
}

function missingValues(arms: readonly Arm[], { primary_metrics }: PlanInResults): Notice[] {
  return primary_metrics.flatMap((metric): Notice[] => {
    const affected = arms.filter((arm) => valuesOf(arm, metric).length < arm.runs.length)
    if (affected.length === 0) return []
    const counts = list(
      affected,
      (arm) => `${arm.runs.length - valuesOf(arm, metric).length} of ${arm.runs.length}`,
    )
    return [{ code: 'missing_values', message: `${METRICS[metric].label}: no value in runs of ${counts}.` }]
  })
}

/** An estimate may be off by more than frameworks differ by. */
function estimatedUsage(arms: readonly Arm[]): Notice[] {
  const usages = (arm: Arm) => arm.records.map(({ totals }) => totals.usage)
  const total = (arm: Arm, of: 'calls' | 'estimated_calls') =>
    usages(arm).reduce((sum, usage) => sum + usage[of], 0)
  const affected = arms.filter((arm) => total(arm, 'estimated_calls') > 0)
  if (affected.length === 0) return []
  const counts = list(affected, (arm) => `${total(arm, 'estimated_calls')} of ${total(arm, 'calls')} calls`)
  const message = `Tokens and costs are partly estimated: ${counts}. The provider reported no usage for these calls, or not all of it; each one's line in llm_calls.jsonl says what was counted and how.`
  return [{ code: 'estimated_usage', message }]
}

/** Of declared changes `amended` speaks. */
function severalConfigurations(hashes: readonly string[], { amendments }: PlanInResults): Notice[] {
  const declared = new Set(
    amendments.flatMap(({ from_config_sha256, to_config_sha256 }) => [from_config_sha256, to_config_sha256]),
  )
  if (hashes.length <= 1 || hashes.every((hash) => declared.has(hash))) return []
  return [
    {
      code: 'several_configurations',
      message: `The runs were made under ${hashes.length} different configurations: strictly, they are no one sample.`,
    },
  ]
}

function severalVersions(frameworks: Results['frameworks']): Notice[] {
  const mixed = frameworks.flatMap(({ id, identity }) =>
    Object.entries(identity).flatMap(([part, versions]) =>
      versions.length > 1 ? [`${id}: ${part} ${versions.join(', ')}`] : [],
    ),
  )
  if (mixed.length === 0) return []
  return [{ code: 'several_versions', message: `Versions changed between runs (${mixed.join('; ')}).` }]
}

const successes = ({ runs }: Arm): number => runs.filter(({ outcome }) => outcome === 'completed').length

const list = (arms: readonly Arm[], describe: (arm: Arm) => string): string =>
  arms.map((arm) => `${arm.id} (${describe(arm)})`).join(', ')
