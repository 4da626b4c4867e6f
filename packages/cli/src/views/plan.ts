import type { Arm, Plan } from '@genai-devbench/runner'
import {
  BUDGET_SCOPES,
  type LlmLimits,
  type ResourceLimits,
  type Stage,
  type Stopping,
  makesRuns,
  missingOrders,
  orderedStages,
} from '@genai-devbench/schema'
import { formatPercent } from './text/amounts.ts'
import { wrapText } from './text/wrap-text.ts'

const LABEL_WIDTH = 12

/** What is told of a plan: known also where it cannot be carried out. */
export type PlanSummary = Pick<Plan, 'config' | 'steps' | 'maxRuns' | 'paths'> & {
  selected: readonly Pick<Arm, 'id' | 'adapter'>[]
  /** Known on the machine that runs it. */
  isolation?: Plan['isolation']
}

/** What is going to happen, before it does, for a terminal of so many columns. */
export function renderPlan(
  { config, selected, steps, maxRuns, paths, isolation }: PlanSummary,
  columns = Infinity,
): string {
  const disabled = config.steps.length - steps.length
  const rows: [string, string][] = [
    ['Experiment', `${config.name}  (${paths.root})`],
    [
      'Model',
      `${config.model}, ${providerText(config.llm)}${config.temperature === undefined ? '' : `, temperature ${config.temperature}`}, seed ${config.seed}`,
    ],
    [
      'Frameworks',
      selected.map(({ id, adapter }) => (id === adapter ? id : `${id} (${adapter})`)).join(', '),
    ],
    [
      'Steps',
      `${steps.map(({ id, name }) => `${id} ${name}`).join(' -> ')}${disabled === 0 ? '' : `  (${disabled} disabled)`}`,
    ],
    ['Runs', stoppingText(config.stopping, maxRuns, selected.length)],
    ['Stages', config.stages ? stagesText(orderedStages(config.stages)) : ''],
    [
      'Order',
      `${config.execution.order === 'declared' ? 'as declared' : 'randomised blocks'}, ${config.execution.concurrency} at a time`,
    ],
    ['Time limits', `${config.timeout.per_step} s a step, ${config.timeout.total} s a run`],
    ['Isolation', isolation ? isolationText(isolation) : ''],
    ['Resources', resourcesText(config.execution.limits)],
    ['Budget', budgetText(config.llm)],
    ['Model calls', config.llm.provider === 'replay' ? '' : callLimitsText(config.llm)],
  ]
  const offline =
    config.llm.provider === 'scripted'
      ? '\nScripted model: the results are not evidence about frameworks.\n'
      : ''
  const replay =
    config.llm.provider === 'replay' ? '\nReplayed from recorded answers: times are not measurements.\n' : ''
  return `${renderLabelled(rows, columns)}\n${gapsText(orderedStages(config.stages))}${earlyLookText(config.stopping)}${offline}${replay}`
}

const isolationText = (isolation: Plan['isolation']): string =>
  isolation.mode === 'bwrap' ? isolation.version : `none (${isolation.reason})`

/** A label and its text a line; those without a text are left out. */
export const renderLabelled = (rows: readonly (readonly [string, string])[], columns: number): string =>
  rows
    .filter(([, text]) => text !== '')
    .map(([label, text]) =>
      wrapText(`${label.padEnd(LABEL_WIDTH)} ${text}`, columns, ' '.repeat(LABEL_WIDTH + 1)),
    )
    .join('\n')

function providerText(llm: Plan['config']['llm']): string {
  if (llm.provider === 'scripted') return 'answered by the scripted model (offline)'
  return llm.provider === 'replay'
    ? 'replayed from recorded answers (offline)'
    : `at ${llm.provider} (${llm.base_url})`
}

function resourcesText({ memory, cpus }: ResourceLimits): string {
  return [
    ...(memory === undefined ? [] : [`${memory} of memory`]),
    ...(cpus === undefined ? [] : [`${cpus} ${cpus === 1 ? 'processor' : 'processors'}`]),
  ].join(' and ')
}

function budgetText({ budget }: Pick<LlmLimits, 'budget'>): string {
  return BUDGET_SCOPES.flatMap((scope) => {
    const { tokens, usd } = budget?.[scope] ?? {}
    const amounts = [
      ...(tokens === undefined ? [] : [`${tokens.toLocaleString('en')} tokens`]),
      ...(usd === undefined ? [] : [`$${usd}`]),
    ]
    if (amounts.length === 0) return []
    return `${amounts.join(' and ')} ${scope === 'experiment' ? 'for the experiment' : `a ${scope}`}`
  }).join(', ')
}

function callLimitsText({ rate_limit, max_concurrency, retry }: LlmLimits): string {
  const { requests_per_minute: requests, tokens_per_minute: tokens } = rate_limit ?? {}
  return [
    ...(requests === undefined ? [] : [`${requests.toLocaleString('en')} requests a minute`]),
    ...(tokens === undefined ? [] : [`${tokens.toLocaleString('en')} tokens a minute`]),
    ...(max_concurrency === undefined ? [] : [`${max_concurrency} at a time`]),
    ...(retry.max_attempts === 1 ? [] : [`up to ${retry.max_attempts} attempts`]),
  ].join(', ')
}

function stagesText(ordered: readonly Stage[]): string {
  return ordered
    .map((stage) => {
      const runs = makesRuns(stage) && stage.runs !== undefined ? [`up to ${stage.runs} runs of each`] : []
      const facts = [...(stage.name === stage.type ? [] : [stage.type]), ...runs]
      return `${stage.name}${facts.length === 0 ? '' : ` (${facts.join(', ')})`}`
    })
    .join(' -> ')
}

/** Gaps are no error, but may be a stage that was forgotten. */
function gapsText(ordered: readonly Stage[]): string {
  const gaps = missingOrders(ordered).map(([after, before]) => `from ${after} to ${before}`)
  return gaps.length === 0 ? '' : `\nwarning: the order of the stages goes ${gaps.join(' and ')}.\n`
}

/** Source: the simulations in docs/analysis/statistics.md; below 5 it is an error. */
const FEW_FIRST_RUNS = 10

/** A sequence covers at every look, and Stein's interval whatever the pilot; an interval looked at again and again does not. */
function earlyLookText(stopping: Stopping): string {
  if (stopping.mode !== 'sequential' || stopping.min_runs >= FEW_FIRST_RUNS) return ''
  return `\nwarning: stopping.min_runs is ${stopping.min_runs}: intervals looked at so early cover less than they say; ${FEW_FIRST_RUNS} or more is safer.\n`
}

function stoppingText(stopping: Stopping, maxRuns: number, frameworks: number): string {
  const most = `${maxRuns} of each framework (${maxRuns * frameworks} in all)`
  if (stopping.mode === 'fixed' || maxRuns <= stopping.min_runs) return most
  const targets = stopping.metrics.map(({ metric, target }) => `${metric} +- ${target}`).join(', ')
  const confidence = `${formatPercent(stopping.confidence_level)} confidence`
  if (stopping.mode === 'two_stage')
    return `a pilot of ${stopping.min_runs}, then as many as it says that ${targets} needs at ${confidence}, up to ${most}`
  const how = stopping.mode === 'anytime' ? `anytime-valid ${confidence}` : confidence
  return `${stopping.min_runs} to ${most}; every ${stopping.batch} runs: stop when ${targets} at ${how}`
}
