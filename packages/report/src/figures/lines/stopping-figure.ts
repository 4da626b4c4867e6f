import { type MetricId, METRICS, type Results } from '@genai-devbench/schema'
import { formatDecimals } from '../../format-number.ts'
import { describeReason } from '../../words.ts'
import { axisRange } from '../axis-range.ts'
import type { Figure } from '../figure.ts'
import { markOf } from '../palette.ts'
import { lineSpec } from './line-spec.ts'
import { valueTable } from './value-table.ts'

/** How the precision grew with the number of runs, for each metric that the stopping rule looks at. */
export function stoppingFigures(results: Results): Figure[] {
  const metrics = new Set(results.stopping.path.flatMap(({ checks }) => checks.map(({ metric }) => metric)))
  return [...metrics].flatMap((metric) => stoppingFigure(results, metric) ?? [])
}

function stoppingFigure({ stopping, frameworks }: Results, metric: MetricId): Figure | undefined {
  const looks = stopping.path.map(({ n, checks }) => ({
    n,
    checks: checks.filter((check) => check.metric === metric),
  }))
  const paths = frameworks.map(({ id }) =>
    looks.flatMap(({ n, checks }) =>
      checks.filter(({ framework }) => framework === id).map((check) => ({ look: n, ...check })),
    ),
  )
  const lines = paths.map((path, index) => ({
    ...markOf(index),
    name: frameworks[index]?.id ?? '',
    text: endOf(path.at(-1)),
    points: path.flatMap(({ look, half_width, target }) =>
      half_width === null ? [] : [{ x: look, y: half_width / target }],
    ),
  }))
  const ratios = lines.flatMap(({ points }) => points.map(({ y }) => y))
  if (ratios.length === 0) return undefined
  const places = looks.map(({ n }) => n)
  const type = ratios.every((ratio) => ratio > 0) ? 'positive' : 'real'
  const chart = {
    x: { title: 'Runs of each framework', places },
    y: {
      title: 'Half-width as a multiple of its target',
      unit: '',
      range: axisRange(type, [1, ...ratios], []),
    },
    target: 1,
    lines,
  }
  const { label } = METRICS[metric]
  const scale = METRICS[metric].type === 'binary' ? 'absolute' : 'relative to the estimate'
  return {
    id: `stopping_${metric}`,
    section: 'stopping',
    title: `${label}: precision at each look`,
    caption: `Half-width of the stopping rule's interval, ${scale}, divided by its target: the target is met on and below the broken line.`,
    alt: `${label}: half-width as a multiple of its target, after ${places.join(', ')} runs. ${lines.map(({ name, text }) => `${name}: ${text}`).join('; ')}.`,
    spec: (theme, width) => lineSpec(chart, theme, width),
    data: valueTable(
      'Runs',
      paths.map((path, index) => ({
        name: frameworks[index]?.id ?? '',
        values: path.map(({ look, half_width, target, reason }) => ({
          x: look,
          value: half_width === null ? null : half_width / target,
          note: half_width === null ? describeReason(reason) : null,
        })),
      })),
      (ratio) => formatDecimals(ratio, 2),
    ),
    dataset: {
      columns: [
        'metric',
        'framework',
        'look_at_n',
        'n_with_value',
        'half_width',
        'target',
        'met',
        'reason_for_none',
      ],
      rows: paths
        .flat()
        .map(({ look, framework, n, half_width, target, met, reason }) => [
          metric,
          framework,
          look,
          n,
          half_width,
          target,
          String(met),
          reason ?? null,
        ]),
    },
  }
}

/** The last look in words. */
function endOf(check: { half_width: number | null; target: number; met: boolean } | undefined): string {
  if (!check) return 'not looked at'
  const { half_width, target, met } = check
  if (half_width === null) return 'last: no half-width'
  return `last: ±${formatDecimals(half_width * 100, 1)}%, target ${formatDecimals(target * 100, 1)}% ${met ? 'met' : 'not met'}`
}
