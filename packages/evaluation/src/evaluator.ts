import { join } from 'node:path'
import { makeTemporaryDirectory, removeTree } from '@genai-devbench/files'
import { copyTree } from '@genai-devbench/history'
import {
  type Acceptance,
  type CheckName,
  type CodeQualityRules,
  EVALUATOR_VERSION,
  type Isolation,
  type QualityReport,
  type StepEvaluation,
} from '@genai-devbench/schema'
import type { CheckFiles } from './checks/check-files.ts'
import { findKnownChecks } from './checks/known-checks.ts'
import { seedOfChecks } from './checks/seed.ts'
import type { PlaceOptions } from './confined/confined-place.ts'
import { DataCarrier } from './data/carried-data.ts'
import type { Installation } from './install/install-project.ts'
import { type ProjectState, removeOwn } from './project-state.ts'
import { QualityProcess } from './quality/process/quality-process.ts'
import { rulesHash } from './quality/code-quality/rules.ts'
import { regressionsOf } from './regressions.ts'
import { tryProject } from './try-project.ts'

export interface EvaluatorOptions {
  acceptance: Pick<Acceptance, 'start' | 'timeouts'>
  isolation: Isolation
  checks: CheckFiles
  /** What code is held to. */
  rules: CodeQualityRules
  /** Keeps what projects had installed. */
  cacheDir: string
  /** Directories that no generated program may see, wherever they lie. */
  hidden: readonly string[]
  /** Ends an evaluation under way, which then rejects. */
  signal: AbortSignal
  /** A variable by which programs are found that a killed process left without a sandbox. */
  mark?: Readonly<Record<string, string>>
}

/** Starts what was generated and checks it, in a place of its own, on copies. */
export class Evaluator {
  readonly #options: EvaluatorOptions
  readonly #places: PlaceOptions
  readonly #quality = new QualityProcess()
  #known: Promise<CheckName[]> | undefined

  constructor(options: EvaluatorOptions) {
    this.#options = options
    this.#places = {
      isolation: options.isolation.mode,
      hidden: options.hidden,
      signal: options.signal,
      ...(options.mark && { mark: options.mark }),
    }
  }

  /** Throws an Error where the evaluation itself cannot be made, which says nothing about the project. */
  async evaluate(state: ProjectState): Promise<StepEvaluation> {
    const started = performance.now()
    const { checks: files, isolation } = this.#options
    const known = await this.#knownChecks()
    const index = files.steps.findIndex(({ id }) => id === state.step)
    const steps = files.steps.slice(0, index + 1)
    const isDue = ({ step }: CheckName): boolean => steps.some(({ id }) => id === step)
    const seed = seedOfChecks(state.seed, state.step)
    const tried = await tryProject(state, this.#options, this.#places, {
      steps,
      known: known.filter(isDue),
      seed,
      carrier: new DataCarrier(state.carrier, index),
      isFirst: index === 0,
    })
    this.#options.signal.throwIfAborted()
    const { installation, chosen, start, checks, migration, breach } = tried
    return {
      schema_version: 1,
      evaluator_version: EVALUATOR_VERSION,
      framework: state.framework,
      run: state.run,
      step: state.step,
      execution_index: index + 1,
      evaluated_at: new Date().toISOString(),
      isolation,
      checks_sha256: files.sha256,
      seed,
      install: installation.result,
      start: { ...chosen, ...start },
      checks,
      checks_to_come: known.filter((check) => !isDue(check)),
      regressions: regressionsOf(
        checks,
        state.earlier,
        steps.slice(0, -1).map(({ id }) => id),
      ),
      migration,
      quality: state.isLast ? await this.#measureQuality(state, installation) : null,
      rules_sha256: state.isLast ? rulesHash(this.#options.rules) : null,
      breach,
      duration_ms: performance.now() - started,
    }
  }

  #knownChecks(): Promise<CheckName[]> {
    const { checks, acceptance } = this.#options
    this.#known ??= findKnownChecks(checks, this.#places, acceptance.timeouts.checks * 1000)
    return this.#known
  }

  /** On a copy that no program of the project has seen. */
  async #measureQuality(
    state: ProjectState,
    { path, readable, links }: Installation,
  ): Promise<QualityReport> {
    const { signal, rules } = this.#options
    const { signal: _signal, ...place } = this.#places
    const directory = await makeTemporaryDirectory('quality')
    try {
      const project = join(directory, 'project')
      await copyTree(state.project, project)
      await removeOwn(state, project)
      const environment = { path, readable, links }
      return await this.#quality.measure({ project, place, rules, environment }, signal)
    } finally {
      await removeTree(directory)
    }
  }
}
