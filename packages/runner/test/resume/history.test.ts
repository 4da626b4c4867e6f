import { existsSync } from 'node:fs'
import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { readStates, restoreState, wholeState } from '@genai-devbench/history'
import { HISTORY_MODES } from '@genai-devbench/schema'
import { expect, test } from 'vitest'
import { experiment, script, step } from '../experiment.fixture.ts'

const WORK = `
  import fs from 'node:fs'
  fs.appendFileSync('log', process.env.STEP + ';')
  if (process.env.STEP === '3') process.exit(3)`

test.each(HISTORY_MODES)(
  'a history in mode %s holds what each step left, that of a failed one too',
  async (mode) => {
    await using fixture = await experiment({
      frameworks: [script('a', WORK)],
      steps: [step(2), step(1), step(3), step(4)],
      history: { preserve: true, mode },
    })
    await fixture.run()
    const { history, artifacts } = fixture.paths.run('a', 1)
    const states = await readStates(history)
    expect(states.map((state) => [state.step, state.mode, state.outcome])).toEqual([
      [2, mode, 'passed'],
      [1, mode, 'passed'],
      [3, mode, 'failed'],
    ])
    const to = await mkdtemp(join(tmpdir(), 'devbench-history-'))
    await restoreState(history, wholeState(states, states[1]!)!, to)
    expect(await readFile(join(to, 'log'), 'utf8')).toBe('2;1;')
    await rm(to, { recursive: true })
    expect(await readFile(join(artifacts, 'log'), 'utf8')).toBe('2;1;3;')
  },
)

test('there is no history unless the config asks for one, and no snapshot once the run is over', async () => {
  await using fixture = await experiment({ frameworks: [script('a', WORK)] })
  await fixture.run()
  const { history, snapshots } = fixture.paths.run('a', 1)
  expect([existsSync(history), existsSync(snapshots)]).toEqual([false, false])
})

test('a state that cannot be kept is noted, and takes nothing away from the run', async () => {
  const odd = `import fs from 'node:fs'; fs.writeFileSync(Buffer.from([0xff]), ''); `
  await using fixture = await experiment({
    frameworks: [script('a', odd + WORK.replace(`import fs from 'node:fs'`, ''))],
    history: { preserve: true, mode: 'diff' },
  })
  const { events } = await fixture.run()
  expect((await fixture.record('a', 1)).outcome).toBe('completed')
  const notes = events.flatMap((event) => (event.type === 'note' ? [event.message] : []))
  expect(notes).toEqual([
    expect.stringContaining(
      'its history lacks this step: its state could not be kept (a name in the directory is no UTF-8',
    ),
    expect.stringContaining('an interrupted run cannot go on after this step'),
    expect.stringContaining('its history lacks this step'),
  ])
})
