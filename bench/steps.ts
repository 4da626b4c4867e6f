import { spawn } from 'node:child_process'
import { closeSync, openSync } from 'node:fs'
import { planExperiment, runExperiment } from '@genai-devbench/runner'
import { makeNoOpExperiment } from './experiments/no-op-experiment.ts'
import { inTurn, median, ratio } from './support/ratio.ts'
import { removeTemporary } from './support/temporary.ts'

const ROUNDS = 5
const FEW = 50
const MANY = 500

/** What the runner adds to a step that does nothing, full records and all, two at a time. */
export async function measureSteps(): Promise<void> {
  const times = await inTurn(ROUNDS, {
    'bare spawn of true': () => bareSpawns(FEW),
    [`runner, ${FEW} runs of one step`]: () => noOpRuns(FEW, 1),
    [`runner, ${FEW / 2} runs of two steps`]: () => noOpRuns(FEW / 2, 2),
    'the same, isolated by bubblewrap': () => noOpRuns(FEW / 2, 2, 'bwrap'),
    'node -e 0, once': nodeStart,
  })
  const [bare = [], , , , start = []] = Object.values(times)
  console.log(`\nSteps that do nothing, ${FEW} steps a round, ${ROUNDS} rounds, two at a time`)
  for (const [name, values] of Object.entries(times)) {
    const count = values === start ? 1 : FEW
    const perStep = values.map((time) => time / count)
    console.log(
      `  ${name.padEnd(32)} ${median(perStep).toFixed(2)} ms each; to bare spawn ${ratio(
        perStep,
        bare.map((time) => time / FEW),
      )}; to node -e 0 ${ratio(perStep, start)}`,
    )
  }
  const many = await noOpRuns(MANY, 1)
  const few = await noOpRuns(FEW, 1)
  console.log(
    `  linearity: T(${MANY})/T(${FEW}) = ${(many / few).toFixed(1)} for ${MANY / FEW} times the runs; peak memory ${(process.resourceUsage().maxRSS / 1024).toFixed(0)} MiB`,
  )
}

async function bareSpawns(count: number): Promise<number> {
  const log = openSync('/dev/null', 'a')
  const one = () =>
    new Promise((resolve) =>
      spawn('true', [], { stdio: ['ignore', log, log], detached: true }).once('exit', resolve),
    )
  const started = performance.now()
  for (let done = 0; done < count; done += 2) await Promise.all([one(), one()])
  closeSync(log)
  return performance.now() - started
}

async function nodeStart(): Promise<number> {
  const started = performance.now()
  await new Promise((resolve) =>
    spawn(process.execPath, ['-e', '0'], { stdio: 'ignore' }).once('exit', resolve),
  )
  return performance.now() - started
}

async function noOpRuns(runs: number, steps: number, isolation: 'none' | 'bwrap' = 'none'): Promise<number> {
  const paths = await makeNoOpExperiment(runs, steps, { isolation })
  try {
    const plan = await planExperiment(paths, { env: process.env })
    const started = performance.now()
    await runExperiment(plan, { signal: new AbortController().signal, emit: () => {} })
    return performance.now() - started
  } finally {
    removeTemporary(paths.root)
  }
}
