import { type FrameworkResult, METRICS, type Results, type StepSummary } from '@genai-devbench/schema'
import { numberFormat } from '../../format-number.ts'
import { describeReason, labelWithUnit } from '../../words.ts'
import { ascending } from '../../ascending.ts'
import { type AxisRange, axisRange } from '../axis-range.ts'
import type { Figure } from '../figure.ts'
import { markOf } from '../palette.ts'
import { type Line, lineSpec } from './line-spec.ts'
import { valueTable } from './value-table.ts'

/** What a framework had used up on average when a step was over. */
interface Cumulative {
  framework: string
  steps: { order: number; step: number; name: string; value: number | null; note: string | null }[]
}

/** The mean over the runs that came to a step, with what there is to know about it. */
interface StepMean {
  mean: number | null
  note: string | null
}

const QUANTITIES = [
  { id: 'cumulative_tokens', what: 'tokens', metric: METRICS.tokens_total, meanOf: meanTokens },
  { id: 'cumulative_cost', what: 'cost', metric: METRICS.cost_usd, meanOf: meanCost },
] as const

/** Tokens and cost over the steps; none where there is one step alone, or nothing is known. */
export function cumulativeFigures(results: Results): Figure[] {
  return QUANTITIES.flatMap((quantity) => cumulativeFigure(results, quantity) ?? [])
}

function cumulativeFigure(
  results: Results,
  { id, what, metric, meanOf }: (typeof QUANTITIES)[number],
): Figure | undefined {
  const frameworks = results.frameworks.map((framework) => cumulate(results, framework, meanOf))
  const all = frameworks.flatMap(({ steps }) => steps)
  const known = all.flatMap(({ value }) => value ?? [])
  const places = ascending(all.map(({ order }) => order))
  // Nothing is known, or nothing was spent.
  if (known.every((value) => value === 0) || places.length < 2) return undefined
  const format = numberFormat(metric, known)
  const lines = frameworks.map(({ framework, steps }, index) => ({
    ...markOf(index),
    name: framework,
    text: endOf(steps, format.format),
    points: steps.flatMap(({ order, value }) =>
      value === null ? [] : [{ x: order, y: value / format.divisor }],
    ),
  }))
  const title = `Cumulative ${what} over the steps`
  const chart = {
    x: { title: 'Step, in the order in which they ran', places },
    y: {
      title: `${labelWithUnit(metric, format.unit)} per run`,
      unit: metric.unit,
      range: rangeOf(lines),
    },
    lines,
  }
  return {
    id,
    section: 'steps',
    title,
    caption: `Mean over all runs that count; a step that a run did not come to adds nothing. Steps: ${stepNames(all)}.`,
    alt: `${title}, mean per run. ${lines.map(({ name, text }) => `${name}: ${text}`).join('; ')}.`,
    spec: (theme, width) => lineSpec(chart, theme, width),
    data: valueTable(
      'Step',
      frameworks.map(({ framework, steps }) => ({
        name: framework,
        values: steps.map(({ order, value, note }) => ({ x: order, value, note })),
      })),
      format.format,
    ),
    dataset: {
      columns: ['framework', 'execution_index', 'step', 'step_name', id, 'note'],
      rows: frameworks.flatMap(({ framework, steps }) =>
        steps.map(({ order, step, name, value, note }) => [framework, order, step, name, value, note]),
      ),
    },
  }
}

/** Logarithmic only where frameworks are far apart in the end: steps alone add up, which a straight line shows best. */
function rangeOf(lines: readonly Line[]): AxisRange {
  const last = lines.flatMap(({ points }) => points.at(-1)?.y ?? [])
  const all = lines.flatMap(({ points }) => points.map(({ y }) => y))
  const isFarApart = axisRange('positive', last, []).scale === 'log' && all.every((value) => value > 0)
  return isFarApart ? axisRange('positive', all, []) : axisRange('real', [0, ...all], [])
}

function cumulate(
  results: Results,
  { id, runs }: FrameworkResult,
  meanOf: (step: StepSummary) => StepMean,
): Cumulative {
  let sum: number | null = 0
  const steps = results.steps
    .filter(({ framework }) => framework === id)
    .map((step) => {
      const { mean, note } = meanOf(step)
      if (reached(step) > 0) sum = sum === null || mean === null ? null : sum + (mean * reached(step)) / runs
      return { order: step.execution_index, step: step.step, name: step.name, value: sum, note }
    })
  return { framework: id, steps }
}

const reached = ({ interventions }: StepSummary): number => interventions.n

function meanTokens({ input_tokens: input, output_tokens: output }: StepSummary): StepMean {
  if (input.mean === null || output.mean === null) {
    return { mean: null, note: describeReason(input.reasons['mean'] ?? output.reasons['mean']) }
  }
  const note = `${input.n_missing} of ${input.n + input.n_missing} runs that came to the step are left out of its mean: ${describeReason(input.reasons['n_missing'])}`
  return { mean: input.mean + output.mean, note: input.n_missing === 0 ? null : note }
}

function meanCost(step: StepSummary): StepMean {
  const { cost_picousd: cost, cost_reason } = step.usage
  return cost === null
    ? { mean: null, note: cost_reason ?? 'unknown' }
    : { mean: cost / 1e12 / Math.max(reached(step), 1), note: null }
}

function endOf(steps: Cumulative['steps'], format: (value: number) => string): string {
  const known = steps.filter(({ value }) => value !== null)
  const last = known.at(-1)
  if (!last || last.value === null) return 'no value'
  return known.length === steps.length
    ? `${format(last.value)} in all`
    : `${format(last.value)} after step ${last.order}, then unknown`
}

function stepNames(steps: Cumulative['steps']): string {
  const names = new Map(steps.map(({ order, name }) => [order, name]))
  return [...names]
    .toSorted(([a], [b]) => a - b)
    .map(([order, name]) => `${order} ${name}`)
    .join('; ')
}
