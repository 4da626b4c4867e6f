import { mkdtemp, symlink } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { removeTree } from '@genai-devbench/files'
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
import { type ConfinedPlace, type PlaceOptions, openConfinedPlace } from './confined/confined-place.ts'
import { DataCarrier } from './data/carried-data.ts'
import { type Installation, installProject } from './install/install-project.ts'
import { QualityProcess } from './quality/process/quality-process.ts'
import { rulesHash } from './quality/code-quality/rules.ts'
import { regressionsOf } from './regressions.ts'
import { type DeclaredApp, chooseStart } from './start/choose-start.ts'
import { brokenOff, tryOut } from './trial.ts'

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

/** A project as one step left it. */
export interface ProjectState {
  framework: string
  run: number
  /** Seed of the run. */
  seed: number
  step: number
  /** Nobody writes to it meanwhile. */
  project: string
  /** Top-level names that are the framework's own. */
  notArtifacts: readonly string[]
  app: DeclaredApp | undefined
  /** Evaluations of the steps before it. */
  earlier: readonly StepEvaluation[]
  /** Directory in which the data is carried from step to step. */
  carrier: string
  /** Whether the run ends with it. */
  isLast: boolean
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
    const { acceptance, checks: files, isolation } = this.#options
    const known = await this.#knownChecks()
    const index = files.steps.findIndex(({ id }) => id === state.step)
    const steps = files.steps.slice(0, index + 1)
    const isDue = ({ step }: CheckName): boolean => steps.some(({ id }) => id === step)
    const seed = seedOfChecks(state.seed, state.step)
    await using place = await openConfinedPlace(this.#places)
    const [project, checksCopy] = [
      await copyInto(place, state, 'project'),
      await copyInto(place, state, 'checked'),
    ]
    const installation = await this.#install(place, [project, checksCopy])
    const chosen = await chooseStart(place.outside(project), acceptance.start, state.app)
    const work = {
      place,
      isolation: isolation.mode,
      timeouts: acceptance.timeouts,
      files,
      steps,
      known: known.filter(isDue),
      seed,
      project,
      checksCopy,
      installation,
      chosen,
      data: await dataDirectory(place, project, chosen.chosen_by === 'adapter' ? state.app?.data : undefined),
      carrier: new DataCarrier(state.carrier, index),
      isFirst: index === 0,
      isLast: state.isLast,
    }
    const trial = await tryOut(work).catch((error: unknown) => brokenOff(work, error))
    this.#options.signal.throwIfAborted()
    const { start, checks, migration } = trial
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
      breach: place.breach() ?? null,
      duration_ms: performance.now() - started,
    }
  }

  #knownChecks(): Promise<CheckName[]> {
    const { checks, acceptance } = this.#options
    this.#known ??= findKnownChecks(checks, this.#places, acceptance.timeouts.checks * 1000)
    return this.#known
  }

  async #install(place: ConfinedPlace, copies: readonly string[]): Promise<Installation> {
    const { isolation, cacheDir, acceptance } = this.#options
    const installation = await installProject(place.outside(copies[0] ?? ''), {
      cacheDir,
      isolation: isolation.mode,
      timeoutMs: acceptance.timeouts.install * 1000,
    })
    for (const copy of copies)
      for (const [name, target] of Object.entries(installation.links)) {
        const link = place.outside(join(copy, name))
        await removeTree(link)
        await symlink(target, link)
      }
    return installation
  }

  /** On a copy that no program of the project has seen. */
  async #measureQuality(
    state: ProjectState,
    { path, readable, links }: Installation,
  ): Promise<QualityReport> {
    const { signal, rules } = this.#options
    const { signal: _signal, ...place } = this.#places
    const directory = await mkdtemp(join(tmpdir(), 'devbench-quality-'))
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

/** Where the application keeps its data: a directory of the project that it is known to use, else one of its own. */
async function dataDirectory(
  place: ConfinedPlace,
  project: string,
  known: string | undefined,
): Promise<string> {
  const inProject = known === undefined ? undefined : join(project, known)
  return inProject === undefined || (await place.hasLink(inProject))
    ? join(place.directory, 'data')
    : inProject
}

/** Without what is the framework's own. */
async function copyInto(place: ConfinedPlace, state: ProjectState, name: string): Promise<string> {
  const copy = await place.bring(state.project, name)
  await removeOwn(state, place.outside(copy))
  return copy
}

async function removeOwn({ notArtifacts }: ProjectState, copy: string): Promise<void> {
  for (const own of notArtifacts) await removeTree(join(copy, own))
}
