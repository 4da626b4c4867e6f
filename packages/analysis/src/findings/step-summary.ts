import {
  type MeanOfRuns,
  type StepRecord,
  type StepSummary,
  type Usage,
  sumUsage,
} from '@genai-devbench/schema'
import { REPLAYED } from '../metric-value.ts'
import { mean } from '../statistics/descriptive/moments.ts'
import type { Arm } from './arms.ts'
import { groupBy, tally } from './group.ts'

/** An arm's steps in the order in which they ran, each under the id it has in config.yaml. */
export function summarizeSteps({ id: framework, records }: Arm): StepSummary[] {
  const all = records.flatMap(({ steps, replayed = false }) => steps.map((step) => ({ ...step, replayed })))
  const steps = groupBy(all, ({ id, execution_index }) => `${execution_index}/${id}`)
  return [...steps.values()]
    .map((sameStep) => summarizeStep(framework, sameStep))
    .toSorted((a, b) => a.execution_index - b.execution_index || a.step - b.step)
}

type StepOfRun = StepRecord & { replayed: boolean }

/** Means are over the runs that came to the step: where an earlier step did not pass, it was skipped. */
function summarizeStep(framework: string, all: readonly [StepOfRun, ...StepOfRun[]]): StepSummary {
  const tried = all.filter(({ outcome }) => outcome !== 'skipped')
  const phases = groupBy(
    tried.flatMap((step) => step.phases),
    ({ phase }) => phase,
  )
  return {
    framework,
    step: all[0].id,
    execution_index: all[0].execution_index,
    name: all[0].name,
    outcomes: tally(all.map(({ outcome }) => outcome)),
    wall_seconds: meanOfRuns(
      tried.map(({ replayed, wall_ms }) =>
        replayed ? { value: null, reason: REPLAYED } : { value: wall_ms / 1000 },
      ),
    ),
    interventions: meanOfRuns(tried.map(({ interventions }) => ({ value: interventions.length }))),
    ...perRun(tried.map(({ usage }) => usage)),
    phases: [...phases].map(([phase, records]) => ({ phase, ...perRun(records.map(({ usage }) => usage)) })),
  }
}

function perRun(
  usages: readonly Usage[],
): Pick<StepSummary, 'calls' | 'input_tokens' | 'output_tokens' | 'usage'> {
  const tokens = (field: 'input_tokens' | 'output_tokens') =>
    meanOfRuns(usages.map((usage) => ({ value: usage[field], reason: usage.tokens_reason })))
  return {
    calls: meanOfRuns(usages.map(({ calls }) => ({ value: calls }))),
    input_tokens: tokens('input_tokens'),
    output_tokens: tokens('output_tokens'),
    usage: sumUsage(usages),
  }
}

function meanOfRuns(values: readonly { value: number | null; reason?: string | null }[]): MeanOfRuns {
  const known = values.map(({ value }) => value).filter((value) => value !== null)
  const unknown = values.filter(({ value }) => value === null)
  const why = unknown[0]?.reason ?? 'the usage is unknown'
  const centre = mean(known)
  return {
    n: known.length,
    n_missing: unknown.length,
    mean: centre.value,
    reasons: {
      ...(centre.reason !== undefined && { mean: unknown.length > 0 ? why : centre.reason }),
      ...(unknown.length > 0 && { n_missing: why }),
    },
  }
}
