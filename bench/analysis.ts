import { findResults } from '@genai-devbench/analysis'
import { loadRuns } from '@genai-devbench/store'
import { makeFinishedStudy } from './experiments/finished-study.ts'
import { buildPublished, publishedBin } from './support/published.ts'
import { removeTemporary } from './support/temporary.ts'
import { describeTimed, timeProgram } from './support/timed-program.ts'

const RUNS = 1000
const STEPS = 6

/** `analyze` of a large study, and what reading its runs and finding its results take of that. */
export async function measureAnalysis(): Promise<void> {
  await buildPublished()
  console.log(`\nanalyze as published, 4 frameworks x ${RUNS} runs x ${STEPS} steps; goal < 5 s`)
  const paths = await makeFinishedStudy(RUNS, STEPS)
  try {
    console.log(
      `  analyze        ${describeTimed(await timeProgram(process.execPath, [publishedBin('analyze'), paths.root]))}`,
    )
    const loaded = await printTime('read the runs', () => loadRuns(paths))
    await printTime('find results', () => findResults({ ...loaded, unfinished: [] }))
  } finally {
    removeTemporary(paths.root)
  }
}

async function printTime<T>(name: string, part: () => T | Promise<T>): Promise<T> {
  const before = process.cpuUsage()
  const result = await part()
  const { user, system } = process.cpuUsage(before)
  console.log(`  ${name.padEnd(14)} processor ${((user + system) / 1e6).toFixed(2)} s`)
  return result
}
