import { COVERAGE } from './coverage/coverage.ts'
import { REJECTIONS } from './rejections/rejections.ts'
import { type Scenario } from './scenario.ts'
import { simulate } from './simulate.ts'

/**
 * How often the intervals of the protocol cover and its tests err, on simulated samples, beside what they should.
 * `pnpm --filter @genai-devbench/analysis simulate [repetitions]`; exits 1 when one is off by more than chance.
 */

const DEFAULT_REPETITIONS = 4000

const repetitions = Number(process.argv[2] ?? DEFAULT_REPETITIONS)
if (!Number.isSafeInteger(repetitions) || repetitions < 100) {
  process.stderr.write('Give a whole number of repetitions from 100.\n')
  process.exit(2)
}

const threeDigits = (share: number): string => share.toFixed(3)

/** Prints a row for each scenario. @returns how many are off. */
function print(title: string, table: Readonly<Record<string, readonly Scenario[]>>): number {
  process.stdout.write(`${title}, ${repetitions} samples each\n`)
  const rows = Object.entries(table).flatMap(([kind, scenarios]) =>
    scenarios.map((scenario) => ({ kind, scenario })),
  )
  return rows.filter(({ kind, scenario }) => {
    const { lo, hi, source } = scenario.expected
    const { share, undetermined, isWithin } = simulate(scenario, repetitions)
    const range = lo === hi ? threeDigits(lo) : `${threeDigits(lo)}-${threeDigits(hi)}`
    const row = [kind.padEnd(19), scenario.name.padEnd(55), threeDigits(share), range.padEnd(11), source]
    const left = undetermined === 0 ? '' : `; ${undetermined} undetermined`
    process.stdout.write(`${isWithin ? ' ' : '!'} ${row.join('  ')}${left}\n`)
    return !isWithin
  }).length
}

const off =
  print('Coverage of 95 % intervals', COVERAGE) + print('\nRejections at .05 of what is true', REJECTIONS)
process.stdout.write(`\n${off === 0 ? 'All are as expected.' : `${off} off by more than chance.`}\n`)
process.exitCode = off === 0 ? 0 : 1
