import {
  type MeanOfRuns,
  NO_USAGE,
  type RunRecord,
  type StepRecord,
  type StepSummary,
  type Usage,
  addUsage,
} from '@genai-devbench/schema'
import { REPLAYED } from '../metric-value.ts'
import type { Arm } from './arms.ts'

/** The steps of one framework, run after run: what it keeps does not grow with the runs. */
export class StepTally {
  readonly #framework: string
  readonly #steps = new Map<string, StepSums>()

  constructor(framework: string) {
    this.#framework = framework
  }

  add({ steps, replayed }: Pick<RunRecord, 'steps' | 'replayed'>): void {
    for (const step of steps)
      entry(this.#steps, `${step.execution_index}/${step.id}`, () => new StepSums(step)).add(
        step,
        replayed === true,
      )
  }

  /** In the order in which they ran, each under the id it has in config.yaml. */
  summaries(): StepSummary[] {
    return [...this.#steps.values()]
      .map((step) => step.summary(this.#framework))
      .toSorted((a, b) => a.execution_index - b.execution_index || a.step - b.step)
  }
}

export function summarizeSteps({ id, records }: Arm): StepSummary[] {
  const steps = new StepTally(id)
  for (const record of records) steps.add(record)
  return steps.summaries()
}

/** Means are over the runs that came to the step: where an earlier step did not pass, it was skipped. */
class StepSums {
  readonly #step: Pick<StepSummary, 'step' | 'execution_index' | 'name'>
  readonly #outcomes: StepSummary['outcomes'] = {}
  readonly #seconds = new MeanSums()
  readonly #interventions = new MeanSums()
  readonly #usage = new UsageSums()
  readonly #phases = new Map<string, UsageSums>()

  constructor({ id, execution_index, name }: StepRecord) {
    this.#step = { step: id, execution_index, name }
  }

  add({ outcome, wall_ms, interventions, usage, phases }: StepRecord, replayed: boolean): void {
    this.#outcomes[outcome] = (this.#outcomes[outcome] ?? 0) + 1
    if (outcome === 'skipped') return
    this.#seconds.add(replayed ? null : wall_ms / 1000, REPLAYED)
    this.#interventions.add(interventions.length)
    this.#usage.add(usage)
    for (const { phase, usage: own } of phases) entry(this.#phases, phase, () => new UsageSums()).add(own)
  }

  summary(framework: string): StepSummary {
    return {
      framework,
      ...this.#step,
      outcomes: this.#outcomes,
      wall_seconds: this.#seconds.mean(),
      interventions: this.#interventions.mean(),
      ...this.#usage.perRun(),
      phases: [...this.#phases].map(([phase, sums]) => ({ phase, ...sums.perRun() })),
    }
  }
}

class UsageSums {
  readonly #calls = new MeanSums()
  readonly #input = new MeanSums()
  readonly #output = new MeanSums()
  #usage: Usage = NO_USAGE

  add(usage: Usage): void {
    this.#calls.add(usage.calls)
    this.#input.add(usage.input_tokens, usage.tokens_reason)
    this.#output.add(usage.output_tokens, usage.tokens_reason)
    this.#usage = addUsage(this.#usage, usage)
  }

  perRun(): Pick<StepSummary, 'calls' | 'input_tokens' | 'output_tokens' | 'usage'> {
    return {
      calls: this.#calls.mean(),
      input_tokens: this.#input.mean(),
      output_tokens: this.#output.mean(),
      usage: this.#usage,
    }
  }
}

/** A mean shifted by the first value, so that it is exact for equal values. */
class MeanSums {
  #n = 0
  #origin = 0
  #offset = 0
  #missing = 0
  #whyMissing: string | undefined

  /** `reason` is why there is none, where that is so. */
  add(value: number | null, reason: string | null = null): void {
    if (value === null) {
      if (this.#missing++ === 0) this.#whyMissing = reason ?? 'the usage is unknown'
      return
    }
    if (this.#n++ === 0) this.#origin = value
    this.#offset += value - this.#origin
  }

  mean(): MeanOfRuns {
    const why = this.#whyMissing
    return {
      n: this.#n,
      n_missing: this.#missing,
      mean: this.#n === 0 ? null : this.#origin + this.#offset / this.#n,
      reasons: {
        ...(this.#n === 0 && { mean: why ?? 'no_observations' }),
        ...(why !== undefined && { n_missing: why }),
      },
    }
  }
}

function entry<T>(map: Map<string, T>, key: string, make: () => T): T {
  const known = map.get(key)
  if (known !== undefined) return known
  const made = make()
  map.set(key, made)
  return made
}
