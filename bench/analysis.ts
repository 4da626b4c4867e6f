import { findResults } from '@genai-devbench/analysis'
import { loadRuns } from '@genai-devbench/store'
import { makeFinishedStudy } from './experiments/finished-study.ts'
import { buildPublished, publishedBin } from './support/published.ts'
import { removeTemporary } from './support/temporary.ts'
import { inTurn, median, ratio } from './support/ratio.ts'
import { type Timed, describeTimed, timeProgram } from './support/timed-program.ts'

const RUNS = 1000
const STEPS = 6
const ROUNDS = 5
const STARTS = 10

/**
 * `analyze` of a large study, as a multiple of `node -e 0`, and what reading its runs and finding its results take of
 * that. The goal is 5 s where `node -e 0` takes 60 ms: seconds alone say little of machines that are shared.
 */
export async function measureAnalysis(): Promise<void> {
  await buildPublished()
  console.log(
    `\nanalyze as published, 4 frameworks x ${RUNS} runs x ${STEPS} steps, ${ROUNDS} rounds; goal < 83x node -e 0`,
  )
  const paths = await makeFinishedStudy(RUNS, STEPS)
  try {
    const analyses: Timed[] = []
    const times = await inTurn(ROUNDS, {
      'node -e 0': startOfNode,
      analyze: async () => {
        const timed = await timeProgram(process.execPath, [publishedBin('analyze'), paths.root])
        analyses.push(timed)
        return timed.ms
      },
    })
    for (const timed of analyses.slice(1)) console.log(`  analyze        ${describeTimed(timed)}`)
    const floor = times['node -e 0'] ?? []
    console.log(
      `  ${ratio(times['analyze'] ?? [], floor)} of node -e 0, whose median is ${median(floor).toFixed(0)} ms`,
    )
    const loaded = await printTime('read the runs', () => loadRuns(paths))
    await printTime('find results', () => findResults({ ...loaded, unfinished: [] }))
  } finally {
    removeTemporary(paths.root)
  }
}

/** The mean of several starts, in ms: a single one is soon over. */
async function startOfNode(): Promise<number> {
  let sum = 0
  for (let start = 0; start < STARTS; start++) sum += (await timeProgram(process.execPath, ['-e', '0'])).ms
  return sum / STARTS
}

async function printTime<T>(name: string, part: () => T | Promise<T>): Promise<T> {
  const before = process.cpuUsage()
  const result = await part()
  const { user, system } = process.cpuUsage(before)
  console.log(`  ${name.padEnd(14)} processor ${((user + system) / 1e6).toFixed(2)} s`)
  return result
}
