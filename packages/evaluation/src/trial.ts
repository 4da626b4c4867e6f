import { dirname } from 'node:path'
import { removeTree } from '@genai-devbench/files'
import { copyTree } from '@genai-devbench/history'
import type { Acceptance, CheckName, CheckResult, MigrationResult, StartResult } from '@genai-devbench/schema'
import type { CheckFiles } from './checks/check-files.ts'
import { notRun, runChecks } from './checks/run-checks.ts'
import type { ConfinedPlace } from './confined/confined-place.ts'
import type { CarriedData, DataCarrier } from './data/carried-data.ts'
import { compareData, unknownMigration } from './data/compare-data.ts'
import { visit } from './data/visit.ts'
import type { Installation } from './install/install-project.ts'
import type { ChosenStart } from './start/choose-start.ts'
import { type AppRequest, type StartedApp, startApp } from './start/running-app.ts'

export interface TrialOptions {
  place: ConfinedPlace
  isolation: 'bwrap' | 'none'
  timeouts: Acceptance['timeouts']
  files: CheckFiles
  /** The steps whose checks are run, and the titles of these. */
  steps: CheckFiles['steps']
  known: readonly CheckName[]
  seed: number
  /** Two copies of the project in the place: one that its application runs in, one for the checks. */
  project: string
  checksCopy: string
  installation: Installation
  chosen: ChosenStart
  /** Directory of the database. */
  data: string
  carrier: DataCarrier
  /** Whether there is a step before this one, and one after it. */
  isFirst: boolean
  isLast: boolean
}

export interface Trial {
  start: Pick<StartResult, 'answered' | 'reason' | 'duration_ms'>
  checks: CheckResult[]
  migration: MigrationResult
}

/** Longer than all else together: an application that has not ended by then is ended. */
const MARGIN_MS = 120_000

/**
 * Starts a project on the data that the step before left, sees what of it is there, runs the checks, and keeps the data
 * that they leave for the next step.
 */
export async function tryOut(trial: TrialOptions): Promise<Trial> {
  const { chosen, installation, carrier, isFirst, isLast } = trial
  if (installation.result.reason !== null)
    return notStarted(trial, `what it asks for was not installed: ${installation.result.reason}`)
  if (chosen.command === null) return notStarted(trial, chosen.why)
  const request = requestOf(trial, chosen.command)
  const carried = await carrier.read()
  await using app = await startOnCarried(trial.place, request, carried)
  if (!app.start.answered)
    return notStarted(trial, app.start.reason ?? 'no reason was given', app.start.duration_ms)
  const migration = migrationOf(carried, isFirst, app.seen)
  const checks = await checksOn(trial, app)
  if (!isLast) await keepData(trial, request, app)
  return { start: app.start, checks, migration }
}

/** What is not started passes no check, and the data that it should have served is not there. */
export async function notStarted(
  { known, carrier, isFirst }: Pick<TrialOptions, 'known' | 'carrier' | 'isFirst'>,
  reason: string,
  duration_ms = 0,
): Promise<Trial> {
  return {
    start: { answered: false, reason, duration_ms },
    checks: notRun(known, `the application did not start: ${reason.trim().split('\n').at(-1)}`),
    migration: migrationOf(await carrier.read(), isFirst, { data: {}, reason: null }),
  }
}

function migrationOf(
  carried: CarriedData | undefined,
  isFirst: boolean,
  seen: Pick<StartedApp['seen'], 'data' | 'reason'>,
): MigrationResult {
  if (!carried) return unknownMigration(isFirst ? 'it is the first step' : 'the step before left no data')
  if (!carried.served) return unknownMigration(carried.reason ?? 'the data of the step before is not known')
  return seen.data
    ? compareData(carried.served, seen.data)
    : unknownMigration(seen.reason ?? 'the data was not read')
}

/** What is left of a trial that a broken limit ended at a moment when nothing could be had any more. */
export function brokenOff({ place, known }: TrialOptions, error: unknown): Trial {
  const breach = place.breach()
  if (breach === undefined) throw error
  return {
    start: { answered: false, reason: breach, duration_ms: 0 },
    checks: notRun(known, breach),
    migration: unknownMigration(breach),
  }
}

const requestOf = (
  { project, data, installation, isolation, files, timeouts, chosen }: TrialOptions,
  command: string,
): AppRequest => ({
  chosen: { ...chosen, command },
  project,
  data,
  installation,
  isolation,
  dataFile: files.dataFile,
  checksDirectory: files.directory,
  startMs: timeouts.start * 1000,
  lifeMs: (2 * timeouts.start + timeouts.checks) * 1000 + MARGIN_MS,
})

/** Where the application does not start on the data that was carried, that is lost, and it starts without any. */
async function startOnCarried(
  place: ConfinedPlace,
  request: AppRequest,
  carried: CarriedData | undefined,
): Promise<StartedApp> {
  if (!carried) return startApp(place, request)
  await removeTree(place.outside(request.data))
  await copyTree(carried.database, place.outside(request.data))
  const app = await startApp(place, request)
  if (app.start.answered || place.breach() !== undefined) return app
  await app[Symbol.asyncDispose]()
  await removeTree(place.outside(request.data))
  return startApp(place, request)
}

function checksOn(
  { place, steps, known, files, checksCopy, seed, installation, timeouts }: TrialOptions,
  { baseUrl, database }: StartedApp,
): Promise<CheckResult[]> {
  return runChecks(place, steps, known, {
    directory: files.directory,
    baseUrl,
    database,
    projectDir: checksCopy,
    seed,
    path: installation.path,
    readable: [dirname(database), ...installation.readable],
    timeoutMs: timeouts.checks * 1000,
  })
}

/** An application that no longer answers may have left data all the same. */
async function keepData(
  { place, carrier, timeouts }: TrialOptions,
  { data, dataFile, checksDirectory }: AppRequest,
  app: StartedApp,
): Promise<void> {
  const seen = await visit(place, {
    baseUrl: app.baseUrl,
    dataFile,
    directory: checksDirectory,
    patienceMs: timeouts.start * 1000,
  })
  await app[Symbol.asyncDispose]()
  if (place.isOver() || (await place.hasLink(data))) return
  await carrier.keep({ served: seen.data, reason: seen.reason, database: place.outside(data) })
}
