import type { GoldenCase } from '../golden-file.ts'
import type { Figures } from './figures.ts'
import { bootstrapFigures } from './bootstrap.ts'
import { friedmanFigures, pairedFigures } from './paired.ts'
import { omnibusFigures } from './omnibus.ts'
import { pairFigures } from './pair/pair.ts'
import { sampleFigures } from './sample.ts'

/** Samples, all pairs of them and all of them together, whichever the case expects. */
export function groupFigures({ groups, expected }: GoldenCase): Figures {
  return {
    groups: Object.fromEntries(Object.entries(groups).map(([name, values]) => [name, sampleFigures(values)])),
    pairs: byPair(expected['pairs'], groups, pairFigures),
    omnibus: expected['omnibus'] === undefined ? undefined : omnibusFigures(groups),
    paired: byPair(expected['paired'], groups, pairedFigures),
    friedman: expected['friedman'] === undefined ? undefined : friedmanFigures(Object.values(groups)),
    bca: bootstrapFigures(expected['bca'] ?? null, groups),
  }
}

/** The figures of each pair that is named, as "A|B", in what is expected. */
function byPair(
  expected: GoldenCase['expected'][string] | undefined,
  groups: GoldenCase['groups'],
  figures: (a: readonly number[], b: readonly number[]) => Figures,
): Figures {
  return Object.fromEntries(
    Object.keys(expected ?? {}).map((pair) => {
      const [a = '', b = ''] = pair.split('|')
      return [pair, figures(groups[a] ?? [], groups[b] ?? [])]
    }),
  )
}
