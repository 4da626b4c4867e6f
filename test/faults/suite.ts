// Strikes a small experiment at every point, or at so many spread evenly, and prints what became of it: pnpm fault-suite [points] [seed]
import { execa } from 'execa'
import { pathOf } from './check.ts'
import { FAULT_KINDS, type Fault, faults } from './fault.ts'
import { faultExperiment } from './fault-experiment.ts'
import { tryFaults } from './try-fault.ts'

const seed = Number(process.argv[3] ?? 1)
/** Every fourth is struck a second time, while it goes on. */
const SECOND = 4

await execa(process.execPath, [pathOf('build.js')])
const runExperiment = pathOf('dist/run-experiment.js')
const points = await (async () => {
  await using experiment = await faultExperiment(runExperiment)
  return await experiment.points()
})()
const count = Number(process.argv[2] ?? points)
const chosen = faults(count, points, seed)
const totals = { lost: 0, repeated: 0, wrong: 0, billed: 0, finished: 0 }
const kinds = new Map<string, number>(FAULT_KINDS.map((kind) => [kind, 0]))
const queue = chosen.entries()

async function work(): Promise<void> {
  for (const [index, fault] of queue) {
    const struck: Fault[] = index % SECOND === 0 ? [fault, chosen[(index * 7 + 3) % count] ?? fault] : [fault]
    const { lost, repeated, wrong, billed, finished } = await tryFaults(runExperiment, struck)
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
      console.log(`${JSON.stringify(struck)}: ${what}`)
  }
}
await Promise.all([work(), work()])

console.log(
  `One whole run of the experiment can be struck at ${points} points; ${count} were tried (seed ${seed}).`,
)
console.log(`Faults: ${[...kinds].map(([kind, n]) => `${n} ${kind}`).join(', ')}`)
console.log(`Runs finished when struck: ${totals.finished}; lost ${totals.lost}, repeated ${totals.repeated}`)
console.log(`Model calls billed: ${totals.billed}; other faults left: ${totals.wrong}`)
process.exitCode = totals.lost + totals.repeated + totals.wrong > 0 ? 1 : 0
