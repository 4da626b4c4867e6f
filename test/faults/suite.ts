// Strikes a small experiment at every point, or at so many spread evenly, and prints what became of it:
//   pnpm fault-suite [points] [seed] [first[-last]]
// The last argument tries only some of these points again, by the numbers that were printed.
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { execa } from 'execa'
import { pathOf } from './check.ts'
import { FAULT_KINDS, type Fault, faults } from './fault.ts'
import { faultExperiment } from './fault-experiment.ts'
import { tryFaults } from './try-fault.ts'

const seed = Number(process.argv[3] ?? 1)
/** Every fourth is struck a second time, while it goes on. */
const SECOND = 4
const PROGRESS_EVERY = 10

await execa(process.execPath, [pathOf('build.js')])
const runExperiment = pathOf('dist/run-experiment.js')
/** Differs a little from time to time, since two runs are under way at once. */
const points = await (async () => {
  await using experiment = await faultExperiment(runExperiment)
  return await experiment.points()
})()
const count = Number(process.argv[2] ?? points)
const chosen = faults(count, points, seed)
const totals = { lost: 0, repeated: 0, wrong: 0, billed: 0, finished: 0 }
const kinds = new Map<string, number>(FAULT_KINDS.map((kind) => [kind, 0]))
const [first = 1, last = first] = (process.argv[4] ?? `1-${count}`).split('-').map(Number)
console.log(`${points} points`)
const queue = [...chosen.entries()].slice(first - 1, last).values()
let tried = 0
const toTry = last - first + 1

async function work(): Promise<void> {
  for (const [index, fault] of queue) {
    const struck: Fault[] = index % SECOND === 0 ? [fault, chosen[(index * 7 + 3) % count] ?? fault] : [fault]
    const kept = join(tmpdir(), `faults-left-${seed}-${index + 1}`)
    const { lost, repeated, wrong, billed, finished } = await tryFaults(runExperiment, struck, kept)
    for (const { kind } of struck) kinds.set(kind, (kinds.get(kind) ?? 0) + 1)
    totals.lost += lost.length
    totals.repeated += repeated.length
    totals.wrong += wrong.length
    totals.billed += billed
    totals.finished += finished
    for (const what of [
      ...lost.map((key) => `lost ${key}`),
      ...repeated.map((key) => `repeated ${key}`),
      ...wrong,
    ])
      console.log(`Point ${index + 1}, ${JSON.stringify(struck)}: ${what} (kept: ${kept})`)
    tried++
    if (tried % PROGRESS_EVERY === 0)
      console.log(
        `${tried} of ${toTry}: lost ${totals.lost}, repeated ${totals.repeated}, other faults left ${totals.wrong}`,
      )
  }
}
await Promise.all([work(), work()])

console.log(
  `One whole run of the experiment can be struck at ${points} points; ${tried} were tried (seed ${seed}).`,
)
console.log(`Faults: ${[...kinds].map(([kind, n]) => `${n} ${kind}`).join(', ')}`)
console.log(`Runs finished when struck: ${totals.finished}; lost ${totals.lost}, repeated ${totals.repeated}`)
console.log(`Model calls billed: ${totals.billed}; other faults left: ${totals.wrong}`)
process.exitCode = totals.lost + totals.repeated + totals.wrong > 0 ? 1 : 0
