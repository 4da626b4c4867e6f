import type { CommonChange, ExperimentChange, ExperimentComparison } from '@genai-devbench/schema'
import type { Figure } from '../figures/figure.ts'
import { type Effect, effectsOnAxes } from '../figures/forest/effects.ts'
import { forestFigure } from '../figures/forest/forest-figure.ts'
import { verdictText } from '../words.ts'
import { LATER, changeFormat, metricsOf } from './change-tables.ts'

/** What changed in each framework under the primary metrics, and below it the change in common. */
export function changeForests(comparison: ExperimentComparison): Figure[] {
  const isPair = comparison.experiments.length === 2
  const groups = metricsOf(comparison, 'primary').map((metric) => {
    const own = comparison.changes.filter((change) => change.metric === metric.id)
    const common = comparison.common.filter((change) => change.metric === metric.id)
    const effects = common.flatMap((shared) => [
      ...own
        .filter(({ from, to }) => from === shared.from && to === shared.to)
        .map((change) => effectOf(change, isPair)),
      ...(shared.frameworks.length > 1 ? [commonEffect(shared, isPair)] : []),
    ])
    return { metric, effects, ...changeFormat(metric, [...own, ...common]) }
  })
  return effectsOnAxes(groups).map((effects) =>
    forestFigure(effects, {
      section: 'changes',
      rows: isPair ? 'Framework' : `Framework: later ${effects.sign} earlier`,
      keys: ['from', 'to', 'framework'],
      level: comparison.confidence_level,
    }),
  )
}

function effectOf(change: ExperimentChange, isPair: boolean): Effect {
  const { framework, from, to } = change
  return {
    ...change,
    nameOf: nameOf(framework, change, isPair),
    keys: [from, to, framework],
    verdictText: verdictText(change, LATER),
  }
}

function commonEffect(common: CommonChange, isPair: boolean): Effect {
  const { frameworks, from, to } = common
  const name = `all ${frameworks.length}`
  return {
    ...common,
    nameOf: nameOf(name, common, isPair),
    keys: [from, to, name],
    verdict: null,
    verdictText: '',
  }
}

const nameOf =
  (name: string, { from, to }: { from: string; to: string }, isPair: boolean): Effect['nameOf'] =>
  (sign) =>
    isPair ? name : `${name}: ${to} ${sign} ${from}`
