import type { Interval } from '@genai-devbench/schema'
import { intervalText } from '../../tables/estimate-cell.ts'
import { INTERVAL, formatLevel, inSentence } from '../../words.ts'
import { type AxisRange, axisRange, logRange } from '../axis-range.ts'
import type { Figure } from '../figure.ts'
import type { Effect, EffectGroup, Effects } from './effects.ts'
import { isCut } from '../interval-layers.ts'
import { forestDataset, forestTable } from './forest-data.ts'
import { forestSpec } from './forest-spec.ts'

/** A forest plot, in the unit of its axis. */
export interface Forest {
  axis: string
  range: AxisRange
  none: number
  groups: ForestGroup[]
}

/** The pairs under one metric, with the effects too small to be of interest. */
export interface ForestGroup {
  heading: string
  margin: [number, number] | undefined
  pairs: Pair[]
}

export interface Pair {
  name: string
  text: string
  estimate: number
  interval: [number, number] | undefined
  /** Holds for all pairs of the family at once. */
  simultaneous: [number, number] | undefined
}

/** Where the figure stands and what its rows are, in words and in the columns of its data. */
export interface ForestContext extends Pick<Figure, 'section'> {
  rows: string
  keys: readonly string[]
  level: number
  /** What else is to be said below it. */
  note?: string
}

export function forestFigure(effects: Effects, { section, rows, keys, level, note }: ForestContext): Figure {
  const groups = effects.groups.map((group) => ({
    heading: group.heading ?? group.metric.label,
    margin: marginOf(group, group.multiplier),
    pairs: group.effects.flatMap((effect) => pairOf(effect, effects.sign, group) ?? []),
  }))
  const range = rangeOf(groups, effects)
  const forest = { axis: effects.axis, none: effects.none, groups, range }
  return {
    id: effects.id,
    section,
    title: effects.title,
    caption: [caption(effects, groups, range, formatLevel(level)), note ?? []].flat().join(' '),
    alt: `${effects.title} (${effects.axis}), ${rows}, with ${formatLevel(level)} intervals. ${groups.map(inWords).join(' ')}`,
    spec: (theme, width) => forestSpec(forest, theme, width),
    data: forestTable(effects, rows, level),
    dataset: forestDataset(effects, keys),
  }
}

const inWords = ({ heading, pairs }: ForestGroup): string =>
  `${heading}: ${pairs.map(({ name, text }) => `${name} ${text}`).join('; ')}.`

function pairOf(
  { nameOf, estimate, ci, ci_simultaneous }: Effect,
  sign: Effects['sign'],
  { multiplier, format }: EffectGroup,
): Pair | undefined {
  if (estimate === null) return undefined
  const interval = intervalText(ci, { format })
  return {
    name: nameOf(sign),
    text: `${format(estimate)}${interval === undefined ? ', no interval' : ` ${interval}`}`,
    estimate: estimate * multiplier,
    interval: boundsOf(ci, multiplier),
    simultaneous: ci_simultaneous && boundsOf(ci_simultaneous, multiplier),
  }
}

/** Undefined where one is unknown. */
function boundsOf({ lo, hi }: Pick<Interval, 'lo' | 'hi'>, multiplier: number): [number, number] | undefined {
  if (lo === null || hi === null) return undefined
  return [lo * multiplier, hi * multiplier]
}

function marginOf({ effects }: EffectGroup, multiplier = 1): [number, number] | undefined {
  const { margin_lo = null, margin_hi = null } =
    effects.find(({ equivalence }) => equivalence)?.equivalence ?? {}
  return boundsOf({ lo: margin_lo, hi: margin_hi }, multiplier)
}

/** Intervals are what the figure is about. */
const ROOM = 3

function rangeOf(groups: readonly ForestGroup[], { scale, none }: Effects): AxisRange {
  const pairs = groups.flatMap((group) => group.pairs)
  const values = [none, ...pairs.map(({ estimate }) => estimate), ...narrowest(pairs, scale)]
  const bounds = [
    ...pairs.flatMap(({ interval, simultaneous }) => simultaneous ?? interval ?? []),
    ...groups.flatMap(({ margin }) => margin ?? []),
  ]
  if (scale === 'linear') return axisRange('real', values, bounds, ROOM)
  return logRange(
    values,
    bounds.filter((bound) => bound > 0),
    ROOM,
  )
}

/** One interval at least is shown whole, however close the estimates are to each other. */
function narrowest(pairs: readonly Pair[], scale: Effects['scale']): [number, number] | [] {
  const intervals = pairs.flatMap(({ interval, simultaneous }) => {
    const bounds = simultaneous ?? interval
    return bounds && (scale === 'linear' || bounds[0] > 0) ? [bounds] : []
  })
  const width = ([lo, hi]: [number, number]): number => (scale === 'log' ? hi / lo : hi - lo)
  return intervals.toSorted((a, b) => width(a) - width(b))[0] ?? []
}

function caption(effects: Effects, groups: readonly ForestGroup[], range: AxisRange, level: string): string {
  const all = effects.groups.flatMap((group) => group.effects)
  const methods = [...new Set(all.map(({ ci }) => INTERVAL[ci.method]))]
  const family = all.find(({ ci_simultaneous }) => ci_simultaneous)?.ci_simultaneous
  const absent = all.filter(({ estimate }) => estimate === null).length
  const margins = effects.groups.flatMap((group) => {
    const [lo, hi] = marginOf(group) ?? []
    if (lo === undefined || hi === undefined) return []
    return [`${inSentence(group.metric.label)} ${group.format(lo)} to ${group.format(hi)}`]
  })
  return [
    `Square and thick bar: estimate with ${level} interval (${methods.join(', ')}).`,
    ...(family ? [`Thin bar: the interval that holds for all ${family.m} comparisons at once.`] : []),
    ...(groups.some(({ pairs }) => pairs.some((pair) => isPairCut(pair, range)))
      ? ['Arrow: the bar goes on beyond the figure.']
      : []),
    'Broken line: no difference.',
    ...(margins.length > 0
      ? [`Shaded: smaller than the smallest effect of interest (${[...new Set(margins)].join('; ')}).`]
      : []),
    ...(absent > 0 ? [`Without an estimate, so left out: ${absent}.`] : []),
  ].join(' ')
}

const isPairCut = ({ interval, simultaneous }: Pair, range: AxisRange): boolean =>
  [interval, simultaneous].some((bounds) => bounds && isCut({ lo: bounds[0], hi: bounds[1] }, range))
