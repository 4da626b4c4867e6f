import { bernoulliSequence } from '../../statistics/intervals/confidence-sequence.ts'
import { wilsonInterval } from '../../statistics/intervals/wilson.ts'
import { binomialTestOfHalf } from '../../statistics/proportions/binomial-test.ts'
import { chiSquaredTest } from '../../statistics/proportions/chi-squared-test.ts'
import {
  agrestiCaffoInterval,
  cohensH,
  newcombeInterval,
  riskRatio,
} from '../../statistics/proportions/difference.ts'
import { fisherExactTest } from '../../statistics/proportions/fisher-exact.ts'
import {
  agrestiCoullInterval,
  clopperPearsonInterval,
  jeffreysInterval,
  wilsonCorrectedInterval,
} from '../../statistics/proportions/intervals.ts'
import { mcnemarExactTest, mcnemarTest } from '../../statistics/proportions/mcnemar.ts'
import {
  conditionalOddsRatio,
  conditionalOddsRatioInterval,
  haldaneOddsRatio,
  sampleOddsRatio,
} from '../../statistics/proportions/odds-ratio.ts'
import type { Proportion } from '../../statistics/proportions/table.ts'
import { binaryHalfWidth } from '../../statistics/stopping/half-width.ts'
import { type GoldenCase, type GoldenValue, numberAt } from '../golden-file.ts'
import { type Figures, Within, bounds } from './figures.ts'

export function proportionFigures({ input }: GoldenCase): Figures {
  const arms = Object.entries(input).map(([name, value]) => [name, proportionOf(value)] as const)
  const [first, second] = arms.map(([, proportion]) => proportion)
  return {
    ...Object.fromEntries(arms.map(([name, proportion]) => [name, armFigures(proportion)])),
    difference: first && second && differenceFigures(first, second),
  }
}

export function mcnemarFigures({ input }: GoldenCase): Figures {
  const [onlyA, onlyB] = [numberAt(input, 'only_a'), numberAt(input, 'only_b')]
  const plain = mcnemarTest(onlyA, onlyB, { corrected: false }).value
  const corrected = mcnemarTest(onlyA, onlyB).value
  return {
    exact_p: mcnemarExactTest(onlyA, onlyB).value,
    chi2: plain && plain.statistic,
    p: plain && plain.p,
    chi2_cc: corrected && corrected.statistic,
    p_cc: corrected && corrected.p,
  }
}

export function bernoulliFigures({ input }: GoldenCase): Figures {
  const { x, n } = proportionOf(input)
  const outcomes = Array.from({ length: n }, (_, index) => (index < x ? 1 : 0))
  return {
    beta_binomial_cs95: bounds(
      bernoulliSequence(x, n, 1 - numberAt(input, 'alpha'), {
        a: numberAt(input, 'a'),
        b: numberAt(input, 'b'),
      }),
    ),
    wilson95: bounds(wilsonInterval(x, n, 0.95)),
    wilson_half_width95: binaryHalfWidth(outcomes, 0.95).value,
  }
}

function proportionOf(value: GoldenValue): Proportion {
  return { x: numberAt(value, 'x'), n: numberAt(value, 'n') }
}

function armFigures({ x, n }: Proportion): Figures {
  const interval = wilsonInterval(x, n, 0.95)
  return {
    x,
    n,
    p: interval.value && interval.value.estimate,
    wilson95: bounds(interval),
    wilson90: bounds(wilsonInterval(x, n, 0.9)),
    wilson95_cc: bounds(wilsonCorrectedInterval(x, n, 0.95)),
    clopper_pearson95: bounds(clopperPearsonInterval(x, n, 0.95)),
    agresti_coull95_unclipped: bounds(agrestiCoullInterval(x, n, 0.95)),
    jeffreys95: bounds(jeffreysInterval(x, n, 0.95)),
    binom_test_p_vs_half: binomialTestOfHalf(x, n),
  }
}

function differenceFigures(a: Proportion, b: Proportion): Figures {
  const newcombe = newcombeInterval(a, b, 0.95)
  const fisher = fisherExactTest(a, b)
  const chi2 = chiSquaredTest(a, b).value
  const yates = chiSquaredTest(a, b, { corrected: true }).value
  const odds = conditionalOddsRatioInterval(a, b, 0.95)
  return {
    risk_diff: newcombe.value && newcombe.value.estimate,
    newcombe_wilson_ci95: bounds(newcombe),
    agresti_caffo_ci95: bounds(agrestiCaffoInterval(a, b, 0.95)),
    fisher_p: fisher.p,
    fisher_p_less: fisher.pLess,
    fisher_p_greater: fisher.pGreater,
    odds_ratio_sample: sampleOddsRatio(a, b).value,
    odds_ratio_haldane: haldaneOddsRatio(a, b),
    odds_ratio_cmle: asInR(conditionalOddsRatio(a, b).value),
    odds_ratio_cmle_ci95: [asInR(odds.lo), asInR(odds.hi)],
    chi2: chi2 && chi2.statistic,
    chi2_p: chi2 && chi2.p,
    chi2_yates: yates && yates.statistic,
    chi2_yates_p: yates && yates.p,
    cohen_h: cohensH(a.x / a.n, b.x / b.n),
    risk_ratio: riskRatio(a, b).value,
  }
}

/** R's fisher.test leaves its root finder at the default tolerance of 1.2e-4, on the odds ratio or on its inverse. */
function asInR(oddsRatio: number | null): Within {
  return new Within(oddsRatio, 1.3e-4 * Math.max(1, (oddsRatio ?? 0) ** 2))
}
