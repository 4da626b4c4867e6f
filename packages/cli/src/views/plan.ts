import type { Plan } from '@genai-devbench/runner'
import type { Stopping } from '@genai-devbench/schema'
import { wrapText } from './wrap-text.ts'

const LABEL_WIDTH = 12

/** What is going to happen, before it does, for a terminal of so many columns. */
export function renderPlan({ config, selected, steps, maxRuns, paths }: Plan, columns = Infinity): string {
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
    [
      'Order',
      `${config.execution.order === 'declared' ? 'as declared' : 'randomised blocks'}, ${config.execution.concurrency} at a time`,
    ],
    ['Time limits', `${config.timeout.per_step} s a step, ${config.timeout.total} s a run`],
  ]
  const offline =
    config.llm.provider === 'scripted'
      ? '\nScripted model: the results are not evidence about frameworks.\n'
      : ''
  const replay =
    config.llm.provider === 'replay' ? '\nReplayed from recorded answers: times are not measurements.\n' : ''
  return `${rows.map(([label, text]) => wrapText(`${label.padEnd(LABEL_WIDTH)} ${text}`, columns, ' '.repeat(LABEL_WIDTH + 1))).join('\n')}\n${offline}${replay}`
}

function providerText(llm: Plan['config']['llm']): string {
  if (llm.provider === 'scripted') return 'answered by the scripted model (offline)'
  return llm.provider === 'replay'
    ? 'replayed from recorded answers (offline)'
    : `at ${llm.provider} (${llm.base_url})`
}

function stoppingText(stopping: Stopping, maxRuns: number, frameworks: number): string {
  const most = `${maxRuns} of each framework (${maxRuns * frameworks} in all)`
  if (stopping.mode === 'fixed' || maxRuns <= stopping.min_runs) return most
  const targets = stopping.metrics.map(({ metric, target }) => `${metric} +- ${target}`).join(', ')
  return `${stopping.min_runs} to ${most}; every ${stopping.batch} runs: stop when ${targets} at ${stopping.confidence_level * 100} % confidence`
}
