import { BaseSequencer, type TestSpecification } from 'vitest/node'

/** Files that take minutes where their frameworks are installed. */
const SLOWEST = [
  'test/adapter-contract.test.ts',
  'packages/adapters/test/ghspec/real.test.ts',
  'test/road.test.ts',
  'packages/adapters/test/metagpt/real.test.ts',
  'packages/adapters/test/opencode/real.test.ts',
  'test/faults/faults.test.ts',
]

/** Begins with what takes longest, so that no such file is left alone at the end while the other workers have nothing to do. */
export default class SlowestFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const rank = ({ moduleId }: TestSpecification): number => {
      const place = SLOWEST.findIndex((path) => moduleId.endsWith(`/${path}`))
      return place === -1 ? SLOWEST.length : place
    }
    // oxlint-disable-next-line unicorn/no-array-sort -- the sequencer's own
    return (await super.sort(files)).toSorted((a, b) => rank(a) - rank(b))
  }
}
