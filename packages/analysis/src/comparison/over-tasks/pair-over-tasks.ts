import type { ComparisonOverTasks, Equivalence, MetricInResults } from '@genai-devbench/schema'
import { type Figure, figuresOf, intervalOf } from '../../figures.ts'
import { withinDifferences } from '../../findings/metrics/possible-range.ts'
import { effectOf } from '../../pairs/effect.ts'
import { type Sesoi, marginOf } from '../../pairs/margin.ts'
import { pairedTTest } from '../../statistics/blocks/paired-t.ts'
import { signFlipTest } from '../../statistics/blocks/sign.ts'
import { exactSignedRankTest, signedRanks } from '../../statistics/blocks/signed-rank.ts'
import { mean } from '../../statistics/descriptive/moments.ts'
import { type Statistic, determined, mapped, undetermined } from '../../statistics/statistic.ts'
import { equivalenceTest } from '../../statistics/tests/equivalence.ts'
import { type TTest, differenceInterval } from '../../statistics/tests/two-sample-t.ts'
import type { WithArms } from '../described-experiments.ts'
import { type FrameworkPair, effectsInTasks, effectsOnScale, scaleOf } from './task-effects.ts'
import { overTasks } from './task-reasons.ts'

export interface OverTasksOptions {
  /** Of the intervals; 1 - level is the alpha of the verdict. */
  level: number
  /** By metric; null where none is declared. */
  sesoiOf(metric: MetricInResults['id']): Sesoi
}

type SignedRank = ComparisonOverTasks['signed_rank']

/** All that the tasks say about two frameworks by themselves: what a family adds is not there yet. */
export interface PairOverTasks extends Omit<ComparisonOverTasks, 'signed_rank' | 'equivalence' | 'verdict'> {
  signed_rank: Pick<SignedRank, 'v' | 'p' | 'smallest_p' | 'reasons'>
  equivalence: Omit<Equivalence, 'p_adjusted'>
}

export function pairOverTasks(
  pair: FrameworkPair,
  tasks: readonly WithArms[],
  { level, sesoiOf }: OverTasksOptions,
): PairOverTasks {
  const { metric, a, b } = pair
  const inTasks = effectsInTasks(pair, tasks, level)
  const effects = effectsOnScale(pair, inTasks, tasks)
  const scale = scaleOf(metric.type)
  const noEffects = effects.map(() => 0)
  const t = pairedTTest(effects, noEffects)
  return {
    metric: metric.id,
    role: metric.role,
    a,
    b,
    estimand: effectOf(metric.type, [], []).estimand,
    tasks: inTasks,
    n_tasks: effects.length,
    larger: effects.filter((effect) => effect > 0).length,
    equal: effects.filter((effect) => effect === 0).length,
    smaller: effects.filter((effect) => effect < 0).length,
    ...figuresOf({
      estimate: overTasks(
        mapped(mean(effects), (value) => determined(scale.from(value))),
        'equal_effects',
      ),
      p_sign_flip: overTasks(signFlipP(effects, noEffects), 'equal_in_every_task'),
    }),
    ci: withinDifferences(intervalOverTasks(metric.type, t, level), metric.id),
    signed_rank: signedRankOf(effects, noEffects),
    equivalence: equivalenceOf(metric.type, t, sesoiOf(metric.id)),
  }
}

function intervalOverTasks(
  type: MetricInResults['type'],
  t: Statistic<TTest>,
  level: number,
): ComparisonOverTasks['ci'] {
  const { from } = scaleOf(type)
  const interval = mapped(t, (test) =>
    mapped(differenceInterval(test, level), ({ lo, hi }) => determined({ lo: from(lo), hi: from(hi) })),
  )
  return intervalOf(type === 'positive' ? 'log_t' : 't', level, overTasks(interval, 'equal_effects'))
}

function signedRankOf(
  effects: readonly number[],
  noEffects: readonly number[],
): PairOverTasks['signed_rank'] {
  const known = (value: number): Statistic<number> =>
    effects.length === 0 ? undetermined('no_observations') : determined(value)
  const figure = (statistic: Statistic<number>): Figure => overTasks(statistic, 'equal_in_every_task')
  return figuresOf({
    v: figure(known(signedRanks(effects, noEffects).v)),
    p: figure(exactSignedRankTest(effects, noEffects)),
    // When all effects are of one sign.
    smallest_p: figure(known(2 ** (1 - effects.length))),
  })
}

/** Signs of nothing but 0 test nothing. */
const signFlipP = (effects: readonly number[], noEffects: readonly number[]): Statistic<number> =>
  effects.length > 0 && effects.every((effect) => effect === 0)
    ? undetermined('no_variation')
    : mapped(signFlipTest(effects, noEffects), ({ p }) => determined(p))

/** Two one-sided tests of the mean effect, from task to task. */
function equivalenceOf(
  type: MetricInResults['type'],
  t: Statistic<TTest>,
  sesoi: Sesoi,
): PairOverTasks['equivalence'] {
  const margin = marginOf(type, sesoi)
  if (margin.value === null) return figuresOf({ margin_lo: margin, margin_hi: margin, p_tost: margin })
  const { lo, hi } = margin.value
  const p = mapped(t, (test) => determined(equivalenceTest(test, scaleOf(type).to(hi)).p))
  return figuresOf({
    margin_lo: { value: lo },
    margin_hi: { value: hi },
    p_tost: overTasks(p, 'equal_effects'),
  })
}
