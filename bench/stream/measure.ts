import { closeSync, openSync, statSync, writeSync } from 'node:fs'
import { join } from 'node:path'
import { xoshiro128 } from '@genai-devbench/analysis'
import { makeFirstRuns } from '../experiments/finished-experiment.ts'
import { studyRun } from '../experiments/finished-study.ts'
import { makeNoOpExperiment } from '../experiments/no-op-experiment.ts'
import { bundle } from '../support/published.ts'
import { removeTemporary, temporaryDir } from '../support/temporary.ts'
import { describeTimed, timeProgram } from '../support/timed-program.ts'
import { writeShortRecords } from './short-records.ts'

/** BENCH_STEP_RECORDS=100000 for fewer. */
const RECORDS = Number(process.env['BENCH_STEP_RECORDS'] ?? 1e6)
const STEPS = 6
const FRAMEWORKS = ['alpha', 'beta', 'gamma', 'delta']
const ROUNDS = 2

/** Reading, grouping and summarising step records, short ones and those of a journal, beside the same with Node's readline. */
export async function measureStream(): Promise<void> {
  const dir = temporaryDir()
  try {
    const program = join(dir, 'summarize.mjs')
    await bundle(join(import.meta.dirname, 'summarize.ts'), program)
    const short = join(dir, 'steps.jsonl')
    writeShortRecords(short, RECORDS)
    await beside(program, 'steps', short, 'step records, one a line')
    removeTemporary(short)
    const journal = join(dir, 'journal.jsonl')
    await writeLongJournal(journal)
    await beside(program, 'runs', journal, 'step records in the journal of their runs')
  } finally {
    removeTemporary(dir)
  }
}

async function beside(program: string, kind: 'runs' | 'steps', file: string, what: string): Promise<void> {
  const megabytes = (statSync(file).size / 1e6).toFixed(0)
  console.log(
    `\n${RECORDS} ${what} (${megabytes} MB), read and summarised; goal <= 0.75x readline, <= 150 MiB`,
  )
  for (let round = 1; round <= ROUNDS; round++) {
    const readline = await timeProgram(process.execPath, [program, 'readline', kind, file])
    const ours = await timeProgram(process.execPath, [program, 'ours', kind, file])
    console.log(`  readline ${describeTimed(readline)}`)
    console.log(
      `  ours     ${describeTimed(ours)}: ${((ours.cpuMs ?? NaN) / (readline.cpuMs ?? NaN)).toFixed(2)}x of its processor time, ${(ours.ms / readline.ms).toFixed(2)}x of its time`,
    )
  }
}

/** Lines of a thousand different runs, over and over: what is in them costs the reader the same. */
async function writeLongJournal(path: string): Promise<void> {
  const { root, ...paths } = await makeNoOpExperiment(1000, STEPS, { frameworks: FRAMEWORKS })
  try {
    const random = xoshiro128(1)
    const [first] = await makeFirstRuns({ root, ...paths })
    if (first === undefined) throw new Error('no run was made')
    const lines = Array.from({ length: 1000 }, (_, index) => {
      const framework = FRAMEWORKS[index % FRAMEWORKS.length] ?? ''
      return `${JSON.stringify({ ...studyRun(first, index + 1, 1, random), framework })}\n`
    })
    const block = lines.join('')
    const file = openSync(path, 'w')
    const runs = Math.ceil(RECORDS / STEPS)
    for (let written = 0; written + lines.length <= runs; written += lines.length) writeSync(file, block)
    writeSync(file, lines.slice(0, runs % lines.length).join(''))
    closeSync(file)
  } finally {
    removeTemporary(root)
  }
}
