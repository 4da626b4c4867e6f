import { closeSync, fstatSync, openSync, readSync } from 'node:fs'
import { appendJsonLine } from '@genai-devbench/files'
import { RunEvaluation, RunEvaluationHead, type RunRecord } from '@genai-devbench/schema'
import type { ExperimentPaths } from '../experiment/experiment-paths.ts'
import { runKey } from './run-records.ts'

/** Evaluations by `runKey`. */
export type RunEvaluations = ReadonlyMap<string, RunEvaluation>

/** What tells a run from another that had its number before. */
type RunIdentity = Pick<RunRecord, 'framework' | 'run' | 'started_at'>

/**
 * runs/evaluations.jsonl, read on as it grows. Lines that cannot be read are passed over: they can be written again.
 * Synchronous, since the stopping rule is looked at in one go.
 */
export class EvaluationTail {
  readonly #path: string
  readonly #last = new Map<string, Line>()
  #bytes = 0

  constructor({ evaluations }: Pick<ExperimentPaths, 'evaluations'>) {
    this.#path = evaluations
  }

  /** Whether there is an evaluation that holds of a run: much quicker to be had than the evaluation. */
  has(run: RunIdentity): boolean {
    return this.#lineOf(run) !== undefined
  }

  /** The evaluation that holds of a run, where there is one: who has read it reads on only for others. */
  of(run: RunIdentity): RunEvaluation | undefined {
    const line = this.#lineOf(run)
    if (line === undefined) return undefined
    line.evaluation ??= RunEvaluation.safeParse(line.value).data
    return line.evaluation
  }

  #lineOf(run: RunIdentity): Line | undefined {
    const known = this.#known(run)
    if (known) return known
    this.#readOn()
    return this.#known(run)
  }

  #known(run: RunIdentity): Line | undefined {
    const line = this.#last.get(runKey(run))
    return line?.value.run_started_at === run.started_at ? line : undefined
  }

  #readOn(): void {
    const added = addedTo(this.#path, this.#bytes)
    // A line that is being written is read when it is whole.
    const whole = added.subarray(0, added.lastIndexOf(10) + 1)
    this.#bytes += whole.length
    for (const text of whole.toString().split('\n')) {
      const value = parse(text)
      if (value) this.#add(value)
    }
  }

  /** Where a run has one before, it gives way to a sound one alone. */
  #add(value: RunEvaluationHead): void {
    const key = runKey(value)
    if (this.#last.has(key) && !RunEvaluation.safeParse(value).success) return
    this.#last.set(key, { value, evaluation: undefined })
  }
}

/** Checked when somebody wants to know what it says: most of the time it is enough that it is there. */
interface Line {
  value: RunEvaluationHead
  evaluation: RunEvaluation | undefined
}

/** The evaluation that holds of each of these runs, where there is one. */
export function readEvaluations(paths: ExperimentPaths, runs: readonly RunIdentity[]): RunEvaluations {
  const tail = new EvaluationTail(paths)
  return new Map(
    runs.flatMap((run) => {
      const evaluation = tail.of(run)
      return evaluation ? [[runKey(run), evaluation]] : []
    }),
  )
}

/** What a file holds from a byte on; nothing where it is not there. */
function addedTo(path: string, from: number): Buffer {
  let file: number
  try {
    file = openSync(path, 'r')
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return Buffer.alloc(0)
    throw error
  }
  try {
    const added = Buffer.alloc(Math.max(0, fstatSync(file).size - from))
    return added.subarray(0, readSync(file, added, 0, added.length, from))
  } finally {
    closeSync(file)
  }
}

function parse(line: string): RunEvaluationHead | undefined {
  if (line === '') return undefined
  try {
    return RunEvaluationHead.safeParse(JSON.parse(line)).data
  } catch {
    return undefined
  }
}

export const appendEvaluation = (paths: ExperimentPaths, evaluation: RunEvaluation): Promise<void> =>
  appendJsonLine(paths.evaluations, evaluation)
