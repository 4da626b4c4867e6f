import {
  NO_USAGE,
  type RunEvent,
  type RunRef,
  type StoppingCheck,
  type Usage,
  addUsage,
  isResult,
} from '@genai-devbench/schema'
import { RunningMoments } from './running-moments.ts'

/** A step that is being made. */
export interface StepUnderWay extends RunRef {
  name: string
  execution_index: number
  steps: number
  /** Of the last call; undefined before the first. */
  phase: string | undefined
  /** Milliseconds, as `Date.now()` gives them. */
  started: number
  usage: Usage
}

/** What is known of an invocation from its events. */
export class ProgressState {
  readonly started: number
  frameworks: string[] = []
  /** Runs that were finished before this invocation. */
  before = 0
  done = 0
  planned = 0
  usage = NO_USAGE
  /** By run. */
  readonly underWay = new Map<string, StepUnderWay>()
  /** By run under way: when it was begun, and how long its evaluations took so far, in milliseconds. */
  readonly begun = new Map<string, { framework: string; at: number; evaluated: number }>()
  /** By framework: how long its runs of this invocation took with their evaluations, in milliseconds. */
  readonly durations = new Map<string, RunningMoments>()
  /** By framework: how many of its runs are not finished. */
  readonly left = new Map<string, number>()
  /** A step of an earlier invocation that is evaluated before this one's runs begin. */
  catchingUp: (RunRef & { name: string }) | undefined
  /** The last look of the stopping rule. */
  look: { n: number; checks: StoppingCheck[] } | undefined

  constructor(started: number) {
    this.started = started
  }

  /** Not before everything is ready for the first run. */
  get isBegun(): boolean {
    return this.frameworks.length > 0
  }

  get finished(): number {
    return Math.min(this.before + this.done, this.planned)
  }

  /** Runs of each framework, which is the number of blocks. */
  get blocks(): number {
    return this.planned / Math.max(1, this.frameworks.length)
  }

  /** The first block that is not finished. */
  get block(): number {
    const runs = [...this.underWay.values()].map(({ run }) => run)
    if (runs.length > 0) return Math.min(...runs)
    return Math.min(this.blocks, Math.floor(this.finished / Math.max(1, this.frameworks.length)) + 1)
  }

  add(event: RunEvent, now: number): void {
    switch (event.type) {
      case 'experiment_started':
        this.frameworks = event.frameworks
        this.before = event.finished_runs
        this.planned = event.planned_runs
        for (const framework of event.frameworks)
          this.left.set(framework, this.blocks - (event.finished_by_framework[framework] ?? 0))
        break
      case 'run_started':
      case 'run_resumed':
        this.begun.set(keyOf(event), { framework: event.framework, at: now, evaluated: 0 })
        break
      case 'step_started': {
        const { framework, run, name, execution_index, steps } = event
        this.underWay.set(keyOf(event), {
          framework,
          run,
          name,
          execution_index,
          steps,
          phase: undefined,
          started: now,
          usage: NO_USAGE,
        })
        break
      }
      case 'model_called': {
        this.usage = addUsage(this.usage, event.usage)
        const step = this.underWay.get(keyOf(event))
        if (!step) break
        step.phase = event.phase
        step.usage = addUsage(step.usage, event.usage)
        break
      }
      case 'evaluation_started': {
        const step = this.underWay.get(keyOf(event))
        if (step) step.phase = 'evaluation'
        else this.catchingUp = event
        break
      }
      case 'evaluation_finished': {
        this.catchingUp = undefined
        const run = this.begun.get(keyOf(event))
        if (run) run.evaluated += event.wall_ms
        break
      }
      case 'run_made_elsewhere':
        this.before += 1
        this.left.set(event.framework, (this.left.get(event.framework) ?? 1) - 1)
        break
      case 'run_finished':
        this.#finish(event)
        break
      case 'stopping_checked':
        if (event.checks.length > 0) this.look = { n: event.n, checks: event.checks }
        break
    }
  }

  #finish(event: Extract<RunEvent, { type: 'run_finished' }>): void {
    const evaluated = this.begun.get(keyOf(event))?.evaluated ?? 0
    this.underWay.delete(keyOf(event))
    this.begun.delete(keyOf(event))
    if (!isResult(event.outcome)) return
    this.done += 1
    this.left.set(event.framework, (this.left.get(event.framework) ?? 1) - 1)
    const durations = this.durations.get(event.framework) ?? new RunningMoments()
    durations.add(event.wall_ms + evaluated)
    this.durations.set(event.framework, durations)
  }
}

const keyOf = ({ framework, run }: RunRef): string => `${framework} ${run}`
