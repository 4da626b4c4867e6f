import { UserError } from '@genai-devbench/schema'
import {
  benjaminiHochberg,
  benjaminiYekutieli,
  bonferroni,
  hochberg,
  holm,
  hommel,
} from '../../statistics/multiplicity/adjust.ts'
import type { GoldenCase } from '../golden-file.ts'
import type { Figures } from './figures.ts'

export function adjustFigures({ id, input: { p } }: GoldenCase): Figures {
  if (!Array.isArray(p) || !p.every((value) => value === null || typeof value === 'number')) {
    throw new UserError('NOT_A_GOLDEN_FILE', `case ${id} has no list "p" of p-values.`, {
      hint: 'Each is a number, or null where there was no test.',
    })
  }
  return {
    holm: holm(p),
    hochberg: hochberg(p),
    hommel: hommel(p),
    bonferroni: bonferroni(p),
    bh: benjaminiHochberg(p),
    by: benjaminiYekutieli(p),
  }
}
