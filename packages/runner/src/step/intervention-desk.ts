import { sha256 } from '@genai-devbench/files'
import type { Intervention, Step } from '@genai-devbench/schema'
import type { StepRun } from './execute-step.ts'

const MAX_QUESTION = 2000

/** Answers a framework's questions in place of a person, always with the same texts, and keeps a list of them. */
export class InterventionDesk {
  readonly interventions: Intervention[] = []
  readonly #stepRun: StepRun
  readonly #step: Step

  constructor(stepRun: StepRun, step: Step) {
    this.#stepRun = stepRun
    this.#step = step
  }

  intervene(question: string, answer?: string): string | undefined {
    const { plan, arm, run, emit } = this.#stepRun
    const text = answer === undefined ? undefined : plan.hitl[answer]
    const intervention: Intervention = {
      time: new Date().toISOString(),
      question: question.slice(0, MAX_QUESTION),
      answer: text === undefined ? null : (answer ?? null),
      answer_sha256: text === undefined ? null : sha256(text),
    }
    this.interventions.push(intervention)
    emit({ type: 'intervened', framework: arm.id, run, step: this.#step.id, intervention })
    return text
  }
}
