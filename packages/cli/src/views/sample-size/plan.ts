import type { Expected, MetricPlan, PlannedMethod, SampleSizePlan } from '@genai-devbench/analysis'
import { METRICS } from '@genai-devbench/schema'
import { threeDigits } from '../text/amounts.ts'
import { renderColumns } from '../text/columns.ts'
import { renderLabelled } from '../plan.ts'
import { SCALE, assumptionsOf, planWarnings } from './assumptions.ts'
import { wrapText } from '../text/wrap-text.ts'

const WIDTH = 100

/** How many runs are enough, for a terminal of so many columns. */
export function renderSampleSizePlan(plan: SampleSizePlan, columns = WIDTH): string {
  const bullets = (lines: readonly string[], mark: string): string[] =>
    lines.map((line) => wrapText(`${mark} ${line}`, columns, '  '))
  return `${[
    renderLabelled(headOf(plan), columns),
    '',
    needTable(plan, columns),
    '',
    plan.goal.kind === 'precision'
      ? 'Half-width with so many runs of each framework:'
      : 'Power with so many runs of each framework:',
    sizeTable(plan, columns),
    '',
    renderLabelled(answerOf(plan), columns),
    '',
    'Assumed:',
    ...bullets(assumptionsOf(plan), '-'),
    ...bullets(planWarnings(plan), '!'),
  ].join('\n')}\n`
}

function headOf({
  experiment,
  frameworks,
  goal,
  family,
  confidence_level,
}: SampleSizePlan): [string, string][] {
  const finished = frameworks.map(({ id, finished: runs }) => `${id} (${runs} finished)`).join(', ')
  return [
    ['Experiment', `${experiment}: ${finished}`],
    ['Goal', goalText(goal, confidence_level)],
    [
      'Error rate',
      goal.kind === 'precision'
        ? ''
        : `${threeDigits(family.error_rate)} for ${family.size} comparison${family.size === 1 ? '' : 's'} together${family.size === 1 ? '' : ` (Holm), ${threeDigits(family.alpha)} for each`}`,
    ],
  ]
}

function goalText(goal: SampleSizePlan['goal'], level: number): string {
  if (goal.kind === 'precision')
    return `intervals at ${threeDigits(level * 100)}% with a half-width of ${threeDigits(goal.half_width * 100)}%, of a proportion in points`
  const effect = goal.kind === 'ratio' ? `a ratio of ${goal.ratio}` : `a difference of ${goal.difference}`
  return `detect ${effect} between two frameworks with power ${goal.power}`
}

const METHOD: Record<PlannedMethod, string> = {
  welch_log: 'Welch, logarithms',
  welch: 'Welch',
  brunner_munzel: 'Brunner-Munzel',
  fisher: 'Fisher, exact',
  log_t: 'log-t interval',
  t: 't interval',
  wilson: 'Wilson interval',
}

const needTable = ({ metrics }: SampleSizePlan, columns: number): string =>
  renderColumns(
    [
      { label: 'Metric' },
      { label: 'Method' },
      { label: 'Spread' },
      { label: 'Effect' },
      { label: 'Runs of each', align: 'right' },
    ],
    metrics.map(({ metric, method, spread, effect, runs }) => [
      METRICS[metric].label,
      METHOD[method],
      spread === null ? '-' : `${SCALE[spread.scale]} ${threeDigits(spread.value)}`,
      effectText(effect),
      runs === null ? 'unknown' : runs.toLocaleString('en'),
    ]),
    columns,
  )

function effectText(effect: MetricPlan['effect']): string {
  if (effect === null) return '-'
  return 'd' in effect ? `d ${threeDigits(effect.d)}` : effect.rates.map(threeDigits).join(' and ')
}

function sizeTable({ metrics, goal, runs }: SampleSizePlan, columns: number): string {
  const planned = metrics.filter(({ at }) => at.length > 0)
  const sizes = [...new Set(planned.flatMap(({ at }) => at.map((entry) => entry.runs)))]
  return renderColumns(
    [
      { label: 'Runs', align: 'right' },
      ...planned.map(({ metric }) => ({ label: METRICS[metric].label, align: 'right' as const })),
      { label: '' },
    ],
    sizes
      .toSorted((a, b) => a - b)
      .map((size) => [
        size.toLocaleString('en'),
        ...planned.map(({ at, type }) => {
          const value = at.find((entry) => entry.runs === size)?.value
          if (value === undefined) return '-'
          return goal.kind === 'precision' ? widthText(value, type) : powerText(value)
        }),
        size === runs ? '<- enough' : '',
      ]),
    columns,
  )
}

const powerText = (power: number): string => (power > 0.995 ? '>0.99' : power.toFixed(2))
const widthText = (width: number, type: MetricPlan['type']): string =>
  `+-${(width * 100).toFixed(1)}${type === 'binary' ? ' points' : '%'}`

function answerOf({
  runs,
  decided_by,
  frameworks,
  total,
  cost_usd,
  hours,
}: SampleSizePlan): [string, string][] {
  if (runs === null || decided_by === null || total === null) return []
  const blocks = `${runs.toLocaleString('en')} blocks that hold each framework once`
  return [
    [
      'Enough',
      `${runs.toLocaleString('en')} runs of each framework (${METRICS[decided_by].label} needs most): ${frameworks.length === 1 ? '' : `${blocks}, `}${total.all.toLocaleString('en')} runs in all, ${total.left.toLocaleString('en')} left to make`,
    ],
    ['Cost', expectedText(cost_usd, (usd) => `$${usd.toFixed(usd < 1 ? 4 : 2)}`)],
    ['Time', expectedText(hours, hoursText)],
  ]
}

function expectedText(expected: Expected, format: (value: number) => string): string {
  if (expected.all === null) return `unknown (${expected.reason})`
  return `${format(expected.all)} in all, ${format(expected.left)} for the runs left`
}

const hoursText = (hours: number): string =>
  hours < 1 ? `${(hours * 60).toFixed(1)} min` : `${hours.toFixed(1)} h`
