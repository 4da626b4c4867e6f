import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import {
  bootstrap,
  bootstrapTInterval,
  mannWhitneyTest,
  percentileInterval,
  xoshiro128,
} from '@genai-devbench/analysis'
import { execa } from 'execa'
import { median } from '../ratio.ts'
import { removeTemporary, temporaryDir } from '../temporary.ts'

const ROUNDS = 7
const LEVEL = 0.95
const RESAMPLES = 10_000
/** Of a Debian system, SciPy is with its own Python, whatever other one comes first in PATH. */
const PROGRAMS = {
  R: [['Rscript', 'reference.R']],
  SciPy: [
    ['/usr/bin/python3', 'reference.py'],
    ['python3', 'reference.py'],
  ],
} as const

/** Milliseconds of processor time by task, and the p-value of Mann-Whitney. */
interface Reference {
  times: ReadonlyMap<string, number>
  p: number
}

/** The same statistics on the same values in R and SciPy, where they are: processor time, one after the other. */
export async function measureStatistics(): Promise<void> {
  const dir = temporaryDir()
  try {
    const { groups, a, b } = writeSamples(dir)
    const options = () => ({ resamples: RESAMPLES, random: xoshiro128(1) })
    const own = {
      bootstrap: processorTime(() => {
        for (const values of groups) {
          const { value: boot } = bootstrap(values, meanOf, options())
          if (boot) percentileInterval(boot, LEVEL)
        }
      }),
      'bootstrap-t': processorTime(() => {
        for (const values of groups) bootstrapTInterval(values, LEVEL, options())
      }),
      'mann-whitney': processorTime(() => mannWhitneyTest(a, b)),
    }
    console.log(`\nStatistics, processor time, median of ${ROUNDS} rounds`)
    console.log(
      `  ${RESAMPLES} resamples of 4 x 100, percentile: ours ${milliseconds(own.bootstrap)}; goal < 100 ms`,
    )
    console.log(`  the same, bootstrap-t as in the report: ours ${milliseconds(own['bootstrap-t'])}`)
    console.log(`  Mann-Whitney of 10^5 and 10^5: ours ${milliseconds(own['mann-whitney'])}`)
    const { value: test } = mannWhitneyTest(a, b)
    for (const [name, candidates] of Object.entries(PROGRAMS)) {
      const reference = await referenceTimes(candidates, dir)
      if (typeof reference === 'string') {
        console.log(`  ${name}: not measured: ${reference}`)
        continue
      }
      const { times, p } = reference
      for (const [task, time] of times) {
        const ours = task === 'mann-whitney' ? own['mann-whitney'] : own.bootstrap
        console.log(`  ${name} ${task}: ${milliseconds(time)}, ours ${(ours / time).toFixed(3)}x`)
      }
      console.log(`  ${name} p of Mann-Whitney: ${p}, ours ${test?.p}`)
    }
  } finally {
    removeTemporary(dir)
  }
}

function writeSamples(dir: string): { groups: number[][]; a: number[]; b: number[] } {
  const random = xoshiro128(7)
  const uniform = (): number => random(2 ** 21) / 2 ** 21
  const sample = (n: number, shift: number): number[] =>
    Array.from({ length: n }, () => Number((shift + Math.exp(uniform() + uniform() + uniform())).toFixed(9)))
  const groups = [0, 1, 2, 3].map((shift) => sample(100, shift))
  const [a, b] = [sample(1e5, 0), sample(1e5, 0.01)]
  writeFileSync(join(dir, 'groups.txt'), groups.map((values) => `${values.join(' ')}\n`).join(''))
  writeFileSync(join(dir, 'a.txt'), `${a.join('\n')}\n`)
  writeFileSync(join(dir, 'b.txt'), `${b.join('\n')}\n`)
  return { groups, a, b }
}

function meanOf(values: Float64Array): number {
  let sum = 0
  for (let i = 0; i < values.length; i++) sum += values[i] ?? 0
  return sum / values.length
}

function processorTime(task: () => void): number {
  const times = Array.from({ length: ROUNDS }, () => {
    const before = process.cpuUsage()
    task()
    const { user, system } = process.cpuUsage(before)
    return (user + system) / 1000
  })
  return median(times)
}

/** Why there are none, where that is so. */
async function referenceTimes(
  candidates: readonly (readonly [file: string, script: string])[],
  dir: string,
): Promise<Reference | string> {
  const reasons: string[] = []
  for (const [file, script] of candidates) {
    const path = join(import.meta.dirname, script)
    const { failed, stdout, shortMessage, stderr } = await execa(file, [path, dir, String(ROUNDS)], {
      reject: false,
    })
    if (!failed) return parseReference(stdout ?? '')
    reasons.push(stderr?.trim().split('\n').at(-1) || shortMessage || 'it could not be started')
  }
  return reasons.join('; ')
}

function parseReference(text: string): Reference {
  const lines = text.split('\n').map((line) => line.trim().split(/\s+/))
  const p = lines.find(([name]) => name === 'p')?.[1]
  const times = lines.flatMap(([name = '', ...values]): [string, number][] =>
    name === '' || name === 'p' ? [] : [[name, median(values.map(Number))]],
  )
  return { times: new Map(times), p: Number(p) }
}

const milliseconds = (time: number): string => `${time.toFixed(0)} ms`
