import { BudgetAccount, type Session, type SessionBudget } from '@genai-devbench/gateway'
import { type LlmCall, NO_USAGE, type Step, type Usage, addUsage, usageOfCall } from '@genai-devbench/schema'
import type { StepRun } from './execute-step.ts'
import { promptOf } from '../plan.ts'

/** Hands out a step's endpoints, one gateway session for each phase, and adds up what is called through them. */
export class StepMeter implements AsyncDisposable {
  usage: Usage = NO_USAGE
  readonly phases = new Map<string, Usage>()
  lastCall: LlmCall | undefined
  readonly #exceeded = new AbortController()
  readonly #budget: SessionBudget | undefined
  /** Told why the step can be no result, as soon as that shows. */
  onFault: ((reason: string) => void) | undefined
  readonly #sessions = new Map<string, Session>()
  readonly #stepRun: StepRun
  readonly #step: Step
  readonly #executionIndex: number

  constructor(stepRun: StepRun, step: Step, executionIndex: number) {
    this.#stepRun = stepRun
    this.#step = step
    this.#executionIndex = executionIndex
    this.#budget = this.#openBudget()
  }

  /** Aborted, with a BudgetExceeded, once a call of the step was refused for want of budget. */
  get exceeded(): AbortSignal {
    return this.#exceeded.signal
  }

  endpoint(phase: string): Session {
    const known = this.#sessions.get(phase)
    if (known) return known
    const { plan, arm, run, attempt, seed, paths, gateway, auditLog } = this.#stepRun
    const session = gateway.open({
      framework: arm.id,
      run,
      attempt,
      step: this.#step.id,
      executionIndex: this.#executionIndex,
      phase,
      model: plan.config.model,
      temperature: plan.config.temperature,
      seed,
      prompt: promptOf(plan, this.#step).text,
      scripted: arm.loaded.scripted,
      messageFields: arm.loaded.messageFields,
      budget: this.#budget,
      auditLog,
      places: { run: paths.root, install: arm.installDir },
      onFault: (reason) => this.onFault?.(reason),
      onSending: (call) => this.#stepRun.announceCall(call),
      onCall: (call) => this.#count(call),
    })
    this.#sessions.set(phase, session)
    this.phases.set(phase, NO_USAGE)
    return session
  }

  #openBudget(): SessionBudget | undefined {
    const { plan, budgets } = this.#stepRun
    const { budget } = plan.config.llm
    if (budget === undefined) return undefined
    return {
      accounts: [...(budget.step ? [new BudgetAccount('step', budget.step)] : []), ...budgets],
      outputReserve: budget.output_reserve,
      onExceeded: (exceeded) => this.#exceeded.abort(exceeded),
    }
  }

  #count(call: LlmCall): void {
    const usage = usageOfCall(call)
    this.lastCall = call
    this.usage = addUsage(this.usage, usage)
    this.phases.set(call.phase, addUsage(this.phases.get(call.phase) ?? NO_USAGE, usage))
    this.#stepRun.recordCall(call)
    this.#stepRun.emit({
      type: 'model_called',
      framework: call.framework,
      run: call.run,
      step: call.step,
      phase: call.phase,
      usage,
    })
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await Promise.all([...this.#sessions.values()].map((session) => session.close()))
  }
}
