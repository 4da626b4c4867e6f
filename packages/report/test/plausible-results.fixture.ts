import { type Random, findResults, xoshiro128 } from '@genai-devbench/analysis'
import { type StepSketch, experimentConfig, runRecord } from '@genai-devbench/analysis/testing'
import type { CheckSummary, Results, RunRecord } from '@genai-devbench/schema'

const STEPS = ['Student CRUD', 'Course CRUD', 'Teacher CRUD', 'Authentication', 'Relationships', 'Testing']

/** How a made-up framework behaves in a step. */
interface Behaviour {
  framework: string
  tokens: number
  seconds: number
  /** Of the logarithms of tokens and seconds. */
  spread: number
  /** Of a hundred tries. */
  passes: number
  /** Every so many runs the provider reports no usage. */
  silentEvery?: number
}

const LONG_NAME = 'a-framework-with-as-long-a-name-as-the-variants-of-a-study-have'

const BEHAVIOURS: readonly Behaviour[] = [
  { framework: 'direct', tokens: 9000, seconds: 25, spread: 0.25, passes: 96 },
  { framework: 'self-refine', tokens: 31_000, seconds: 80, spread: 0.2, passes: 99, silentEvery: 9 },
  { framework: LONG_NAME, tokens: 1_400_000, seconds: 1900, spread: 0.7, passes: 90 },
  { framework: 'chatdev', tokens: 52_000, seconds: 210, spread: 0.45, passes: 93 },
]

/**
 * Results as a study of four frameworks might have them: failures, timeouts, missing values, one framework at 150 times
 * the cost of another. `absent` frameworks have no runs.
 */
export function plausibleResults({
  runs = 30,
  absent = [],
  provider = 'openai',
}: { runs?: number; absent?: string[]; provider?: 'openai' | 'scripted' } = {}): Results {
  const config = experimentConfig({
    name: 'plausible',
    llm: { provider },
    frameworks: [...BEHAVIOURS.map(({ framework }) => framework), ...absent],
    steps: STEPS.map((name, index) => ({
      id: index + 1,
      enabled: true,
      name,
      prompt_file: `prompts/0${index + 1}.txt`,
    })),
    stopping: {
      mode: 'sequential',
      min_runs: 10,
      max_runs: runs,
      batch: 5,
      metrics: [
        { metric: 'tokens_total', target: 0.15 },
        { metric: 'success', target: 0.15 },
      ],
    },
    metrics: {
      primary: ['tokens_total', 'wall_seconds', 'api_calls', 'success'],
      sesoi: { tokens_total: 1.25, success: 0.1 },
    },
  })
  const records = BEHAVIOURS.flatMap((behaviour, index) => {
    const random = xoshiro128(index + 1)
    return Array.from({ length: runs }, (_, run) => plausibleRun(behaviour, run + 1, provider, random))
  })
  const results = findResults({
    config,
    configSha256: 'c'.repeat(64),
    inputSha256: 'd'.repeat(64),
    records,
    unfinished: [],
  })
  return { ...results, checks: plausibleChecks(runs) }
}

const CHECKS = [
  'create: answers 201 with an id',
  'read: gives back what was sent',
  'list: holds <every> "record" & no other',
  'delete: answers 204, then 404',
]

/** Two frameworks were evaluated; one passes what a step asked for less and less often later on. */
function plausibleChecks(runs: number): CheckSummary[] {
  return BEHAVIOURS.filter(({ passes }) => passes > 92 && passes < 99).flatMap(({ framework, passes }) =>
    STEPS.flatMap((_, place) =>
      STEPS.slice(0, place + 1).flatMap((name, step) =>
        CHECKS.map((title, index) => ({
          framework,
          step: step + 1,
          title: `${name.toLowerCase()} ${title}`,
          execution_index: place + 1,
          passed: Math.round((runs * (passes - (passes < 95 ? (place - step) * 9 : 0) - index)) / 100),
          regressed: passes < 95 && place > step ? Math.round((runs * 9) / 100) : 0,
          n: runs,
        })),
      ),
    ),
  )
}

function plausibleRun(behaviour: Behaviour, run: number, provider: string, random: Random): RunRecord {
  const { framework, silentEvery = Infinity } = behaviour
  const steps: StepSketch[] = []
  for (const [index, name] of STEPS.entries()) {
    const isOver = steps.some(({ outcome }) => outcome !== 'passed')
    steps.push(plausibleStep(behaviour, index + 1, name, isOver, run % silentEvery === 0, random))
  }
  const isTimedOut = steps.some(({ outcome }) => outcome === 'timed_out')
  return runRecord({ framework, run, provider, steps, ...(isTimedOut && { outcome: 'timed_out' }) })
}

function plausibleStep(
  { tokens, seconds, spread, passes }: Behaviour,
  id: number,
  name: string,
  isOver: boolean,
  isSilent: boolean,
  random: Random,
): StepSketch {
  const size = Math.exp(spread * normal(random)) * (1 + id / 4)
  const isPassed = random(100) < passes
  const isTimeout = random(3) === 0
  const [input, output] = [Math.round(tokens * size * 0.8), Math.round(tokens * size * 0.2)]
  const usage = {
    calls: 1 + random(6) + Math.round(tokens / 20_000),
    input: isSilent ? null : input,
    output: isSilent ? null : output,
    picousd: isSilent ? null : input * 150_000 + output * 600_000,
  }
  return {
    id,
    name,
    outcome: outcomeOf(isOver, isPassed, isTimeout),
    reason: isTimeout
      ? 'over timeout.per_step (3600 s)'
      : 'the framework ended with exit code 1: $HOME/a_b {x} 100%',
    seconds: isPassed ? seconds * size : seconds,
    phases: { plan: { calls: 1, input: 400, output: 100, picousd: 120_000_000 }, generate: usage },
  }
}

function outcomeOf(
  isOver: boolean,
  isPassed: boolean,
  isTimeout: boolean,
): NonNullable<StepSketch['outcome']> {
  if (isOver) return 'skipped'
  if (isPassed) return 'passed'
  return isTimeout ? 'timed_out' : 'failed'
}

/** Sum of twelve uniform numbers: near enough to a normal one. */
const normal = (random: Random): number =>
  Array.from({ length: 12 }, () => random(10_000) / 10_000).reduce((sum, part) => sum + part, -6)
