import { readdirSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { SHIPPED, addReference, directory, evaluation, outcomes, unavailable } from './evaluation.fixture.ts'

const FIXTURE = join(import.meta.dirname, 'fixtures/fastapi-school')
/** What pip installs takes ten seconds of a processor: it is kept from one run of the tests to the next. */
const INSTALLED = join(tmpdir(), 'devbench-fastapi-school')
/** How many checks default has up to each step. */
const CHECKS = [28, 56, 84, 103, 128, 135]

test.skipIf(unavailable)(
  'a project in FastAPI that fulfils the prompts of default one by one passes every check after each step, and no data is lost',
  { timeout: 300_000 },
  async (context) => {
    const project = directory()
    const checks = SHIPPED('default')
    const prompts = readdirSync(checks).flatMap((name) => /^(\d+_.*)\.test\.mjs$/.exec(name)?.[1] ?? [])
    const run = await evaluation({ checks, prompts, cacheDir: INSTALLED })
    for (const [before, passed] of CHECKS.entries()) {
      addReference(project, FIXTURE, before + 1)
      // Not as the last step of a run: its code is a fixture and is not to be measured.
      const done = await run.step(before + 1, project, false)
      if (done.install.outcome === 'failed') {
        console.log(`Skipped: fastapi is not to be had: ${done.install.reason}`)
        context.skip()
      }
      expect(done.start).toMatchObject({ command: 'exec python3 main.py', answered: true })
      expect(done.checks.filter(({ outcome }) => outcome !== 'passed')).toEqual([])
      expect(outcomes(done)).toEqual({ passed })
      const { total, kept } = done.migration
      expect(kept).toBe(total)
      if (before > 0) expect(total).toBeGreaterThan(CHECKS[before - 1]!)
    }
  },
)
