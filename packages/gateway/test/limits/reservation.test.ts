import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import { BudgetAccount, BudgetExceeded } from '../../src/index.ts'
import { type Reservation, reserve } from '../../src/limits/reservation.ts'

const tokensOf = (tokens: number) => ({ tokens, picousd: 0 })

/** A call: which of two steps it belongs to, the most it may take, what it takes of that (in percent; null: unknown), whether its client goes away while it waits. */
const call = fc.record({
  step: fc.nat({ max: 1 }),
  most: fc.integer({ min: 1, max: 60 }),
  taken: fc.option(fc.nat({ max: 100 })),
  leaves: fc.boolean(),
})

test('whatever calls come, and in whatever order they end, no budget is overshot and none waits for ever', () => {
  fc.assert(
    fc.property(
      fc.array(call, { maxLength: 40 }),
      fc.tuple(fc.nat({ max: 200 }), fc.nat({ max: 200 }), fc.nat({ max: 300 })),
      fc.infiniteStream(fc.nat()),
      (calls, [first, second, run], choices) => {
        const accounts = [
          new BudgetAccount('step', { tokens: first + 1 }),
          new BudgetAccount('step', { tokens: second + 1 }),
          new BudgetAccount('run', { tokens: run + 1 }),
        ]
        const limits = [first + 1, second + 1, run + 1]
        const underWay: { settle: () => void }[] = []
        let open = 0
        const spent = [0, 0, 0]
        const check = () => {
          expect(accounts.map((account) => account.spent.tokens)).toEqual(spent)
          for (const [index, limit] of limits.entries()) expect(spent[index]).toBeLessThanOrEqual(limit)
        }
        for (const { step, most, taken, leaves } of calls) {
          open++
          let isDecided = false
          const decided = (verdict: Reservation | BudgetExceeded) => {
            expect(isDecided).toBe(false)
            isDecided = true
            if (verdict instanceof BudgetExceeded) {
              open--
              return
            }
            const settle = () => {
              open--
              const tokens = taken === null ? null : Math.floor((most * taken) / 100)
              for (const index of [step, 2]) spent[index]! += tokens ?? most
              verdict.settle({ tokens, picousd: 0 })
            }
            underWay.push({ settle })
          }
          const leave = reserve([accounts[step]!, accounts[2]!], tokensOf(most), decided)
          if (!isDecided && leaves) {
            isDecided = true
            open--
            leave()
          }
          // Now and then one that is under way ends.
          if (choices.next().value! % 3 === 0) underWay.splice(choices.next().value! % 7, 1)[0]?.settle()
          check()
        }
        while (underWay.length > 0) {
          underWay.splice(choices.next().value! % underWay.length, 1)[0]!.settle()
          check()
        }
        expect(open).toBe(0)
        for (const { waiting } of accounts) expect(waiting).toEqual([])
      },
    ),
  )
})

test('ten thousand calls that wait are let go one after the other', () => {
  const account = new BudgetAccount('step', { tokens: 100_000 })
  const order: number[] = []
  const reservations: Reservation[] = []
  const begin = (index: number) => (verdict: Reservation | BudgetExceeded) => {
    order.push(index)
    if (!(verdict instanceof BudgetExceeded)) reservations.push(verdict)
  }
  for (let index = 0; index < 10_000; index++) reserve([account], tokensOf(100_000), begin(index))
  expect(order).toEqual([0])
  for (let next = reservations.shift(); next !== undefined; next = reservations.shift()) {
    next.settle({ tokens: 0, picousd: 0 })
  }
  expect(order).toEqual(Array.from({ length: 10_000 }, (_, index) => index))
})
