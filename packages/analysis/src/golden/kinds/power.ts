import { anovaPower, anovaSampleSize } from '../../statistics/power/anova-power.ts'
import { normalPrecisionSampleSize, precisionSampleSize } from '../../statistics/power/precision.ts'
import { fisherPower } from '../../statistics/power/fisher-power.ts'
import {
  arcsineSampleSize,
  proportionPower,
  proportionSampleSize,
} from '../../statistics/power/proportion-power.ts'
import {
  type TPowerOptions,
  minimumDetectableEffect,
  rankTestSampleSize,
  tTestPower,
  tTestSampleSize,
  unequalTTestPower,
} from '../../statistics/power/t-power.ts'
import { cohensH } from '../../statistics/proportions/difference.ts'
import { type GoldenCase, numberAt } from '../golden-file.ts'
import type { Figures } from './figures.ts'

export function tPowerFigures({ input }: GoldenCase): Figures {
  const [d, alpha, power] = [numberAt(input, 'd'), numberAt(input, 'alpha'), numberAt(input, 'power')]
  const runs = tTestSampleSize(d, power, { alpha }).real
  return {
    ...Object.fromEntries(
      (['two_sample', 'paired'] as const).flatMap((design) =>
        (['two_sided', 'one_sided'] as const).map((alternative) => [
          `${design}__${alternative}`,
          designFigures(d, power, { design, alternative, alpha }),
        ]),
      ),
    ),
    minimum_detectable_d_n20_two_sample: minimumDetectableEffect(20, power, { alpha }),
    unequal_n_10_v_30_power: unequalTTestPower(d, 10, 30, { alpha }),
    mann_whitney_n_per_group_are: {
      normal_are_0_955: rankTestSampleSize(runs),
      worst_case_are_0_864: rankTestSampleSize(runs, 0.864),
    },
  }
}

function designFigures(d: number, power: number, options: TPowerOptions): Figures {
  const size = tTestSampleSize(d, power, options)
  return {
    n_real: size.real,
    n_integer: size.whole,
    power_at_n_integer: tTestPower(d, size.whole, options),
    power_at_n10: tTestPower(d, 10, options),
    power_at_n10_strict:
      options.alternative === 'one_sided' ? null : tTestPower(d, 10, { ...options, strict: true }),
    power_at_n30: tTestPower(d, 30, options),
  }
}

export function anovaPowerFigures({ input }: GoldenCase): Figures {
  const [k, f] = [numberAt(input, 'k'), numberAt(input, 'f')]
  const [alpha, power] = [numberAt(input, 'alpha'), numberAt(input, 'power')]
  const size = anovaSampleSize(f, k, power, alpha)
  return {
    n_per_group_approx: size.real,
    n_integer: size.whole,
    power_at_n20: anovaPower(f, k, 20, alpha),
  }
}

export function proportionPowerFigures({ input }: GoldenCase): Figures {
  const [p, q] = [numberAt(input, 'p1'), numberAt(input, 'p2')]
  const [alpha, power] = [numberAt(input, 'alpha'), numberAt(input, 'power')]
  const size = proportionSampleSize(p, q, power, alpha)
  return {
    n_real: size.real,
    n_integer: size.whole,
    power_at_n30: proportionPower(p, q, 30, alpha),
    cohen_h: cohensH(p, q),
    n_arcsine: arcsineSampleSize(p, q, power, alpha),
    fisher_exact_power_n20: fisherPower(p, q, 20, alpha),
  }
}

/** For each confidence level that is expected. */
export function precisionFigures({ input, expected }: GoldenCase): Figures {
  const [cv, halfWidth] = [numberAt(input, 'cv'), numberAt(input, 'rel_half_width')]
  return Object.fromEntries(
    Object.keys(expected).map((level) => [
      level,
      {
        n_t: precisionSampleSize(cv, halfWidth, Number(level)),
        n_z: normalPrecisionSampleSize(cv, halfWidth, Number(level)),
      },
    ]),
  )
}
