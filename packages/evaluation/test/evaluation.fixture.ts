import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { probeBubblewrap } from '@genai-devbench/sandbox'
import {
  type Acceptance,
  AcceptanceStart,
  DEFAULT_CODE_QUALITY_RULES,
  type Isolation,
  type StepEvaluation,
} from '@genai-devbench/schema'
import { onTestFinished } from 'vitest'
import { type DeclaredApp, Evaluator, findCheckFiles } from '../src/index.ts'

const ROOT = join(import.meta.dirname, '../../..')

const probe = await probeBubblewrap()
/** Why there is no sandbox here; undefined where there is one. */
export const unavailable = 'reason' in probe ? probe.reason : undefined
if (unavailable) console.log(`Skipped: ${unavailable}.`)

export const bubblewrap: Isolation = {
  mode: 'bwrap',
  version: 'version' in probe ? probe.version : 'none',
}

/** A directory with these files, for the time of a test. */
export function directory(files: Record<string, string> = {}): string {
  const root = mkdtempSync(join(tmpdir(), 'devbench-evaluation-test-'))
  onTestFinished(() => rmSync(root, { recursive: true, force: true }))
  for (const [path, content] of Object.entries(files)) {
    mkdirSync(dirname(join(root, path)), { recursive: true })
    writeFileSync(join(root, path), content)
  }
  return root
}

/** What the scripted model writes for the prompts of a shipped config set. */
export const SCRIPTED = (set: 'default' | 'minimal'): string =>
  join(ROOT, 'packages/adapters/src/scripted/apps', set)

/** Adds what a reference application has for a step, by its steps.json. */
export function addReference(project: string, source: string, step: number): void {
  const steps = JSON.parse(readFileSync(join(source, 'steps.json'), 'utf8')) as Record<
    string,
    { files: string[] }
  >
  for (const file of steps[step]?.files ?? []) cpSync(join(source, file), join(project, file))
}

export const SHIPPED = (set: 'default' | 'minimal'): string => join(ROOT, 'config_sets', set, 'acceptance')

export const GET_ROOT = `
  import assert from 'node:assert/strict'
  import { test } from 'node:test'
  const get = (path = '/') => fetch(process.env.BASE_URL + path).then((response) => response.text())
`

interface Settings {
  /** Directory of the checks. */
  checks: string
  /** Names of the prompts, in the order of the steps. */
  prompts: string[]
  isolation?: Isolation
  start?: { command: string; base_path?: string }
  timeouts?: Partial<Acceptance['timeouts']>
  app?: DeclaredApp
  /** What an earlier step left. Default: nothing. */
  carrier?: string
  /** Kept between runs of the tests; by default, what is installed goes with the test. */
  cacheDir?: string
}

/** Evaluates one state after the other of one run. */
export async function evaluation(settings: Settings) {
  const { checks, prompts, isolation = bubblewrap, start, timeouts, app } = settings
  const scratch = directory()
  const steps = prompts.map((name, index) => ({
    id: index + 1,
    enabled: true,
    name,
    prompt_file: `prompts/${name}.txt`,
  }))
  const evaluator = new Evaluator({
    acceptance: {
      timeouts: { install: 60, start: 20, checks: 60, ...timeouts },
      ...(start && { start: AcceptanceStart.parse(start) }),
    },
    isolation,
    checks: await findCheckFiles(checks, steps),
    rules: DEFAULT_CODE_QUALITY_RULES,
    cacheDir: settings.cacheDir ?? join(scratch, 'cache'),
    hidden: [],
    signal: new AbortController().signal,
  })
  const earlier: StepEvaluation[] = []
  return {
    async step(step: number, project: string, isLast = step === prompts.length): Promise<StepEvaluation> {
      const done = await evaluator.evaluate({
        framework: 'any',
        run: 1,
        seed: 7,
        step,
        project,
        notArtifacts: [],
        app,
        earlier,
        carrier: settings.carrier ?? join(scratch, 'carried'),
        isLast,
      })
      earlier.push(done)
      return done
    },
  }
}

export const outcomes = ({ checks }: StepEvaluation): Record<string, number> => {
  const counts: Record<string, number> = {}
  for (const { outcome } of checks) counts[outcome] = (counts[outcome] ?? 0) + 1
  return counts
}
