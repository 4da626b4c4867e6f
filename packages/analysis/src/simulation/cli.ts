import { xoshiro128 } from '../statistics/resampling/random.ts'
import { drawFrom } from './draw.ts'
import { COVERAGE, FALSE_POSITIVES, type Scenario } from './scenarios.ts'

/**
 * How often the intervals of the protocol cover and its tests err, on simulated samples, beside what they should.
 * `pnpm --filter @genai-devbench/analysis simulate [repetitions]`; exits 1 when one is off by more than chance.
 */

const DEFAULT_REPETITIONS = 4000
const SEED = 20260101
/** Standard errors of a simulated share that chance is given: beyond them by chance once in a thousand tables. */
const CHANCE = 4

const repetitions = Number(process.argv[2] ?? DEFAULT_REPETITIONS)
if (!Number.isSafeInteger(repetitions) || repetitions < 100) {
  process.stderr.write('Give a whole number of repetitions from 100.\n')
  process.exit(2)
}

const threeDigits = (share: number): string => share.toFixed(3)

/** Whether the scenario's share of hits is within what is expected of it. */
function simulate({ name, expected: { lo, hi }, trial }: Scenario): boolean {
  const draw = drawFrom(xoshiro128(SEED))
  let [hits, known] = [0, 0]
  for (let i = 0; i < repetitions; i++) {
    const hit = trial(draw, i)
    if (hit === null) continue
    known += 1
    if (hit) hits += 1
  }
  const share = hits / known
  const error = (expected: number): number => CHANCE * Math.sqrt((expected * (1 - expected)) / known)
  const isWithin = share >= lo - error(lo) && share <= hi + error(hi)
  const range = lo === hi ? threeDigits(lo) : `${threeDigits(lo)} to ${threeDigits(hi)}`
  const undetermined = known < repetitions ? `, ${repetitions - known} samples undetermined` : ''
  process.stdout.write(
    `${isWithin ? '  ' : '! '}${name.padEnd(62)} ${threeDigits(share)}  (${range}${undetermined})\n`,
  )
  return isWithin
}

process.stdout.write(`Coverage of 95 % intervals, ${repetitions} samples each\n`)
const covering = COVERAGE.map(simulate)
process.stdout.write(`\nRejections at .05 of what is true, ${repetitions} samples each\n`)
const erring = FALSE_POSITIVES.map(simulate)
process.exitCode = [...covering, ...erring].every(Boolean) ? 0 : 1
