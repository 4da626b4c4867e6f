import { jsonLinesOf } from '@genai-devbench/files'
import type { CheckResult } from '@genai-devbench/schema'
import type { ConfinedPlace } from '../confined/confined-place.ts'
import type { ProgramResult } from '../confined/running-program.ts'
import { REPORTER } from './reporter.ts'

export type RawCheck = Omit<CheckResult, 'step'>

export interface CheckFileRun {
  /** In the order of the file. */
  checks: RawCheck[]
  /** Why there may be checks without a result. */
  fault: string | undefined
}

export interface CheckFileRequest {
  file: string
  /** The directory of the checks. */
  directory: string
  baseUrl: string
  /** The database of the application. */
  database?: string
  projectDir: string
  seed: number
  /** Directories of programs that come first, and what they read. */
  path: readonly string[]
  readable: readonly string[]
  timeoutMs: number
}

/** Runs one file of checks, in a sandbox of its own: what a project's tests do there touches no other file's checks. */
export async function runCheckFile(
  place: ConfinedPlace,
  { file, directory, baseUrl, database, projectDir, seed, path, readable, timeoutMs }: CheckFileRequest,
): Promise<CheckFileRun> {
  const ended = await place.run({
    file: process.execPath,
    args: ['--test-reporter', REPORTER, file],
    cwd: projectDir,
    env: {
      BASE_URL: baseUrl,
      PROJECT_DIR: projectDir,
      ACCEPTANCE_SEED: String(seed),
      ...(database !== undefined && { DATABASE_PATH: database }),
    },
    path,
    readable: [directory, ...readable],
    timeoutMs,
    report: true,
  })
  const checks: RawCheck[] = []
  for await (const line of jsonLinesOf([ended.report])) checks.push(line as RawCheck)
  return { checks: withDistinctTitles(checks), fault: faultOf(ended, timeoutMs) }
}

/** A check is known by its title from one step to the next. */
function withDistinctTitles(checks: readonly RawCheck[]): RawCheck[] {
  const seen = new Map<string, number>()
  return checks.map((check) => {
    const nth = (seen.get(check.title) ?? 0) + 1
    seen.set(check.title, nth)
    return nth === 1 ? check : { ...check, title: `${check.title} (${nth})` }
  })
}

/** node exits with 1 where a check failed. */
function faultOf(
  { exitCode, signal, timedOut, stderr }: ProgramResult,
  timeoutMs: number,
): string | undefined {
  if (timedOut) return `the checks did not end within ${timeoutMs / 1000} s`
  if (exitCode === 0 || exitCode === 1) return undefined
  const ending = signal === null ? `ended with ${exitCode}` : `were ended by ${signal}`
  return `the checks ${ending}: ${stderr.trim().slice(-500)}`
}
