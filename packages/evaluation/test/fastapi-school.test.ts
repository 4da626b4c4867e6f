import { cpSync, readdirSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { SHIPPED, directory, evaluation, outcomes, unavailable } from './evaluation.fixture.ts'

const FIXTURE = join(import.meta.dirname, 'fixtures/fastapi-school')
/** What pip installs takes ten seconds of a processor: it is kept from one run of the tests to the next. */
const INSTALLED = join(tmpdir(), 'devbench-fastapi-school')

test.skipIf(unavailable)(
  'a project in FastAPI that fulfils every prompt of default passes every check of all six steps',
  async (context) => {
    const project = directory()
    cpSync(FIXTURE, project, { recursive: true })
    const checks = SHIPPED('default')
    const prompts = readdirSync(checks).flatMap((name) => /^(\d+_.*)\.test\.mjs$/.exec(name)?.[1] ?? [])
    const run = await evaluation({ checks, prompts, cacheDir: INSTALLED })
    // Not as the last step of a run: its code is a fixture and is not to be measured.
    const done = await run.step(6, project, false)
    if (done.install.outcome === 'failed') {
      console.log(`Skipped: fastapi is not to be had: ${done.install.reason}`)
      context.skip()
    }
    expect(done.start).toMatchObject({ command: 'exec python3 main.py', answered: true })
    expect(done.checks.filter(({ outcome }) => outcome !== 'passed')).toEqual([])
    expect(outcomes(done)).toEqual({ passed: 135 })
  },
)
