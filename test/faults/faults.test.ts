import { describe, expect, test } from 'vitest'
import { pathOf } from './check.ts'
import { faults } from './fault.ts'
import { tryFaults } from './try-fault.ts'

// Many more points are tried by `pnpm fault-suite`.
const SEEDS = [1, 2, 3, 4, 5]
const POINTS_OF_A_RESUMPTION = 120

describe.skipIf(process.platform !== 'linux')(
  'struck three times on its way, an experiment',
  { concurrent: true },
  () => {
    test.for(SEEDS)('loses no finished run, repeats none and counts every call: seed %i', async (seed) => {
      const struck = faults(3, POINTS_OF_A_RESUMPTION, seed)
      const { lost, repeated, wrong } = await tryFaults(pathOf('dist/run-experiment.js'), struck)
      expect({ lost, repeated, wrong }).toEqual({ lost: [], repeated: [], wrong: [] })
    })
  },
)
if (process.platform !== 'linux')
  console.log('skipped: faults; their preloaded hook finds processes in /proc')
