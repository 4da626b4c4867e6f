import { appendFile } from 'node:fs/promises'
import { type Random, xoshiro128 } from '@genai-devbench/analysis'
import {
  type EvaluatedRun,
  type RunRecord,
  type StepRecord,
  type Usage,
  sumUsage,
} from '@genai-devbench/schema'
import type { ExperimentPaths } from '@genai-devbench/store'
import { addFinishedRuns, makeFirstRuns } from './finished-experiment.ts'
import { makeNoOpExperiment } from './no-op-experiment.ts'

const FRAMEWORKS = ['alpha', 'beta', 'gamma', 'delta']

/** A study of four frameworks with all it could have: spread and skewed values, failures, evaluations, and a stopping rule that never stops it. */
export async function makeFinishedStudy(runs: number, steps: number): Promise<ExperimentPaths> {
  const looked = (metric: string) => ({ metric, target: 1e-6 })
  const paths = await makeNoOpExperiment(runs, steps, {
    frameworks: FRAMEWORKS,
    metrics: { primary: ['tokens_total', 'cost_usd', 'wall_seconds', 'success', 'functionality'] },
    stopping: {
      mode: 'sequential',
      min_runs: 10,
      max_runs: runs,
      batch: Math.max(5, Math.round(runs / 100)),
      metrics: [looked('tokens_total'), looked('wall_seconds'), looked('functionality')],
    },
  })
  const random = xoshiro128(1)
  const made = await makeFirstRuns(paths)
  const records = made.flatMap((first, arm) =>
    Array.from({ length: runs - 1 }, (_, index) => studyRun(first, index + 2, 1 + arm / 2, random)),
  )
  await addFinishedRuns(paths, records)
  const lines = [...made, ...records].map((record) => `${JSON.stringify(evaluationOf(record, random))}\n`)
  await appendFile(paths.evaluations, lines.join(''))
  return paths
}

/** `size` scales what the run takes; one step in fifty fails, and the run with it. */
export function studyRun(first: RunRecord, run: number, size: number, random: Random): RunRecord {
  let isOver = false
  const steps = first.steps.map((step) => {
    const isFailed = !isOver && random(50) === 0
    const made = studyStep(step, isOver, isFailed, size * skewed(random), random)
    isOver ||= isFailed
    return made
  })
  const usage = sumUsage(steps.map((step) => step.usage))
  const wall_ms = steps.reduce((sum, step) => sum + step.wall_ms, 0)
  return {
    ...first,
    run,
    seed: first.seed + run - 1,
    outcome: isOver ? 'failed' : 'completed',
    reason: isOver ? 'a step did not pass' : null,
    steps,
    totals: { ...first.totals, wall_ms, usage },
  }
}

function studyStep(
  step: StepRecord,
  isOver: boolean,
  isFailed: boolean,
  size: number,
  random: Random,
): StepRecord {
  if (isOver) return { ...step, outcome: 'skipped', reason: 'an earlier step did not pass', wall_ms: 0 }
  const input = Math.round(20_000 * size)
  const output = Math.round(4_000 * size * (0.5 + random(1000) / 1000))
  const usage: Usage = {
    ...step.usage,
    calls: 1 + random(20),
    input_tokens: input,
    output_tokens: output,
    cost_picousd: input * 150_000 + output * 600_000,
    model_ms: 30_000 * size,
  }
  return {
    ...step,
    outcome: isFailed ? 'failed' : 'passed',
    reason: isFailed ? 'the framework ended with exit code 1' : null,
    wall_ms: 40_000 * size,
    usage,
    phases: step.phases.map((phase) => ({ ...phase, usage })),
  }
}

/** Between 0.25 and 4, most around 1. */
const skewed = (random: Random): number => 2 ** ((random(1000) + random(1000)) / 500 - 2)

const CHECKS = ['creates', 'reads', 'changes', 'deletes']

/** Of all checks, after a step to which `due` of them belong. */
const marks = (passed: number, total: number, due: number): string =>
  Array.from({ length: total }, (_, index) => (index >= due ? '.' : index < passed ? 'p' : 'f')).join('')

function evaluationOf({ framework, run, started_at, steps }: RunRecord, random: Random): EvaluatedRun {
  const total = steps.length * 4
  const passed = random(total + 1)
  const share = { value: passed / total, reason: null }
  return {
    schema_version: 1,
    framework,
    run,
    run_started_at: started_at,
    evaluated_at: started_at,
    not_evaluated: null,
    evaluator_versions: ['1'],
    checks_sha256: ['c'.repeat(64)],
    rules_sha256: ['d'.repeat(64)],
    isolation: ['none'],
    steps_evaluated: steps.length,
    steps_enabled: steps.length,
    checks: { passed, total },
    check_titles: steps.map(({ id }) => ({ step: id, titles: CHECKS })),
    steps: steps.map(({ id, execution_index }) => ({
      step: id,
      execution_index,
      answered: true,
      outcomes: marks(passed, total, execution_index * CHECKS.length),
    })),
    crud: [],
    functionality: share,
    executable_step_rate: share,
    regressions: { value: random(4), reason: null },
    migration_continuity: share,
    crud_effectiveness: share,
    code_quality: { value: random(1000) / 1000, reason: null },
    documentation: { value: random(1000) / 1000, reason: null },
    test_coverage: { value: null, reason: 'it has no tests' },
  }
}
