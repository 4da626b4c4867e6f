import { expect, test } from 'vitest'
import * as fc from 'fast-check'
import { UnderWay } from '../../src/sessions/under-way.ts'

test('holds what began and is not over, newest first, in whatever order things end', () => {
  fc.assert(
    fc.property(fc.array(fc.option(fc.nat())), (happenings) => {
      const underWay = new UnderWay<number>()
      const expected: { work: number; over: () => void }[] = []
      for (const [work, ends] of happenings.entries()) {
        if (ends === null) expected.unshift({ work, over: underWay.add(work) })
        else if (expected.length > 0) expected.splice(ends % expected.length, 1)[0]!.over()
      }
      expect(underWay.newestFirst()).toEqual(expected.map((item) => item.work))
    }),
  )
})
