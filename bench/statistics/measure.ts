import { writeFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { xoshiro128 } from '@genai-devbench/analysis'
import { execa } from 'execa'
import { bundle } from '../support/published.ts'
import { median } from '../support/ratio.ts'
import { removeTemporary, temporaryDir } from '../support/temporary.ts'

const ROUNDS = 7
/** Of a Debian system, SciPy is with its own Python, whatever other one comes first in PATH. */
const PROGRAMS = {
  R: [['Rscript', 'reference.R']],
  SciPy: [
    ['/usr/bin/python3', 'reference.py'],
    ['python3', 'reference.py'],
  ],
} as const

/** Milliseconds of processor time by task, and the p-value of Mann-Whitney. */
interface Measured {
  times: ReadonlyMap<string, number>
  p: number
}

type Program = readonly [file: string, script: string]

/** The same statistics on the same values here, in R and in SciPy, where they are: processor time, one after the other. */
export async function measureStatistics(): Promise<void> {
  const dir = temporaryDir()
  try {
    writeSamples(dir)
    const program = join(dir, 'own.mjs')
    await bundle(join(import.meta.dirname, 'own.ts'), program)
    const own = await measure([[process.execPath, program]], dir)
    if (typeof own === 'string') throw new Error(own)
    const ours = (task: string): number => own.times.get(task) ?? Number.NaN
    console.log(`\nStatistics, processor time, median of ${ROUNDS} rounds`)
    console.log(
      `  10,000 resamples of 4 x 100, percentile: ours ${milliseconds(ours('bootstrap'))}; goal < 100 ms`,
    )
    console.log(`  the same, bootstrap-t as in the report: ours ${milliseconds(ours('bootstrap-t'))}`)
    console.log(`  Mann-Whitney of 10^5 and 10^5: ours ${milliseconds(ours('mann-whitney'))}`)
    for (const [name, candidates] of Object.entries(PROGRAMS)) {
      const reference = await measure(candidates, dir)
      if (typeof reference === 'string') {
        console.log(`  ${name}: not measured: ${reference}`)
        continue
      }
      for (const [task, time] of reference.times) {
        const same = task === 'mann-whitney' ? task : 'bootstrap'
        console.log(`  ${name} ${task}: ${milliseconds(time)}, ours ${(ours(same) / time).toFixed(3)}x`)
      }
      console.log(`  ${name} p of Mann-Whitney: ${reference.p}, ours ${own.p}`)
    }
  } finally {
    removeTemporary(dir)
  }
}

function writeSamples(dir: string): void {
  const random = xoshiro128(7)
  const uniform = (): number => random(2 ** 21) / 2 ** 21
  const sample = (n: number, shift: number): number[] =>
    Array.from({ length: n }, () => Number((shift + Math.exp(uniform() + uniform() + uniform())).toFixed(9)))
  const groups = [0, 1, 2, 3].map((shift) => sample(100, shift))
  writeFileSync(join(dir, 'groups.txt'), groups.map((values) => `${values.join(' ')}\n`).join(''))
  writeFileSync(join(dir, 'a.txt'), `${sample(1e5, 0).join('\n')}\n`)
  writeFileSync(join(dir, 'b.txt'), `${sample(1e5, 0.01).join('\n')}\n`)
}

/** By the first of the programs that runs; why there is nothing, where none does. */
async function measure(candidates: readonly Program[], dir: string): Promise<Measured | string> {
  const reasons: string[] = []
  for (const [file, script] of candidates) {
    // The path of a script that is not beside this one is absolute.
    const path = resolve(import.meta.dirname, script)
    const { failed, stdout, shortMessage, stderr } = await execa(file, [path, dir, String(ROUNDS)], {
      reject: false,
    })
    if (!failed) return parseMeasured(stdout ?? '')
    reasons.push(stderr?.trim().split('\n').at(-1) || shortMessage || 'it could not be started')
  }
  return reasons.join('; ')
}

function parseMeasured(text: string): Measured {
  const lines = text.split('\n').map((line) => line.trim().split(/\s+/))
  const p = lines.find(([name]) => name === 'p')?.[1]
  const times = lines.flatMap(([name = '', ...values]): [string, number][] =>
    name === '' || name === 'p' ? [] : [[name, median(values.map(Number))]],
  )
  return { times: new Map(times), p: Number(p) }
}

const milliseconds = (time: number): string => `${time.toFixed(0)} ms`
