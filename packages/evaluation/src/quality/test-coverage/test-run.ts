import { fileURLToPath } from 'node:url'
import { join } from 'node:path'
import * as z from 'zod'
import type { ConfinedPlace } from '../../confined/confined-place.ts'
import type { ProgramResult } from '../../confined/running-program.ts'

/** What the project's install step has made, for its programs to find. */
export interface Environment {
  /** Directories whose programs come first: the bin directory of a venv. */
  path?: readonly string[]
  /** Files and directories its programs may read besides the project. */
  readable?: readonly string[]
  /** Where each copy of the project has to have a link to, by its name there. */
  links?: Readonly<Record<string, string>>
}

export interface TestOutcome {
  outcome: 'passed' | 'failed' | 'skipped'
  message: string
}

export interface TestRun {
  tests: Map<string, TestOutcome>
  /** Lines that were run, by the path relative to the project; empty where they were not asked for. */
  covered: Map<string, Set<number>>
  /** Of what ran the tests, by name. */
  versions: Record<string, string>
  /** The longest time in which no test began or ended, in milliseconds; 0 where that is not known. */
  longestMs: number
  /** What of the project's doing ended the tests early. */
  fault: string | null
  /** What is not there and must be for the tests to run. */
  unavailable: string | null
}

/** A run of which nothing is known yet. */
export const emptyRun = (): TestRun => ({
  tests: new Map(),
  covered: new Map(),
  versions: {},
  longestMs: 0,
  fault: null,
  unavailable: null,
})

export interface TestRunOptions {
  /** The project's path in the place. */
  project: string
  /** Note the lines that are run. */
  trace: boolean
  /** End with the first test that fails. */
  onlyFirst: boolean
  timeoutMs: number
  /** Ends them when no test begins or ends for so long, where the runner can do that. */
  stallMs?: number
  environment: Environment
}

const Outcomes = z.record(
  z.string(),
  z.strictObject({ outcome: z.enum(['passed', 'failed', 'skipped']), message: z.string() }),
)
const Report = z.union([
  z.strictObject({ missing: z.string() }),
  z.strictObject({
    tests: Outcomes,
    versions: z.record(z.string(), z.string()),
    lines: z.record(z.string(), z.array(z.int().positive())).optional(),
    longest_s: z.number().optional(),
  }),
])
export type Report = z.infer<typeof Report>

/** Programs of ours that run beside the project's, found beside this code. */
const PROGRAMS = fileURLToPath(new URL('./programs/', import.meta.url))

const directoryOf = (place: ConfinedPlace): string => join(place.directory, 'devbench')

/** Where one of these programs is in a place that was given them. */
export const programPath = (place: ConfinedPlace, path: string): string => join(directoryOf(place), path)

/** Gives a place these programs. */
export const bringPrograms = (place: ConfinedPlace): Promise<string> => place.bring(PROGRAMS, 'devbench')

/** A program in a directory of the project, with what it needs to find. */
export function programIn(
  place: ConfinedPlace,
  cwd: string,
  { project, timeoutMs, environment: { path = [], readable = [] } }: TestRunOptions,
) {
  return {
    cwd: join(project, cwd),
    path,
    writable: [project],
    readable: [directoryOf(place), ...readable],
    env: {} as Record<string, string>,
    timeoutMs,
    report: true,
  }
}

/** What a test runner reported; a fault in words where it did not come to that. */
export function reportOf(result: ProgramResult): Report | { fault: string } {
  if (result.timedOut) return { fault: 'the tests were ended at their time limit' }
  try {
    return Report.parse(JSON.parse(result.report))
  } catch {
    const last = result.stderr.trim().split('\n').at(-1)
    return { fault: `the tests ended without a result${last ? `: ${last}` : ''}` }
  }
}
