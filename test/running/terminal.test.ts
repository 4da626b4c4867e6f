import { execFileSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import { readdir } from 'node:fs/promises'
import { stripVTControlCharacters } from 'node:util'
import { describe, expect, test } from 'vitest'
import {
  type CommandName,
  type Devbench,
  type Running,
  devbench,
  finishedRuns,
  processesIn,
} from '../support/devbench.ts'
import { publishedBin } from '../support/published-form.ts'

// `script` of util-linux gives a program a terminal.
const canTry = (() => {
  try {
    return execFileSync('script', ['--version']).toString().includes('util-linux')
  } catch {
    return false
  }
})()
if (!canTry) console.log('skipped: the commands in a terminal; there is no `script` of util-linux here')

function inTerminal(fixture: Devbench, columns: number, command: CommandName, ...args: string[]): Running {
  const words = [process.execPath, publishedBin(command), ...args].map((word) => `'${word}'`).join(' ')
  return fixture.launch('script', [
    '--quiet',
    '--return',
    '--command',
    `stty cols ${columns} rows 40; exec ${words}`,
    '/dev/null',
  ])
}

describe.skipIf(!canTry)('in a terminal', { concurrent: true }, () => {
  test('new-experiment asks for what is missing, offering the defaults', async () => {
    await using fixture = await devbench()
    const running = inTerminal(fixture, 100, 'new-experiment', '--frameworks', 'direct')
    await running.printed('Config set')
    running.type(DOWN)
    running.type(ENTER)
    await running.printed(/Name of the experiment.*minimal_1/)
    running.type(`../x${ENTER}`)
    await running.printed('not a usable name')
    running.type(`${CLEAR_LINE}asked${ENTER}`)
    await running.printed(/Model.*gpt-4o-mini/)
    running.type(ENTER)
    await running.printed('Provider')
    running.type('scripted')
    await running.printed(/❯ scripted/)
    running.type(ENTER)
    const { code, stdout } = await running.ended
    expect(code).toBe(0)
    const text = stripVTControlCharacters(stdout)
    expect(text).toContain(`Made the experiment asked in ${fixture.experiments}/asked`)
    expect(text).toContain(
      'Not given, so taken from the defaults:\r\n  seed: 1\r\n  runs: 5 of each framework\r\n',
    )
    expect(await fixture.run('run-experiment', 'asked', '--dry-run')).toMatchObject({
      code: 0,
      stdout: expect.stringContaining('scripted model'),
    })
  })

  test('Ctrl-C at a question ends with 130 and makes nothing', async () => {
    await using fixture = await devbench()
    const running = inTerminal(fixture, 80, 'new-experiment')
    await running.printed('Config set')
    running.type(CTRL_C)
    expect(await running.ended).toMatchObject({ code: 130 })
    expect(existsSync(fixture.experiments)).toBe(false)
  })

  test.for([80, 120])(
    'run-experiment shows a bar that fits %i columns and leaves only lines behind',
    async (columns) => {
      await using fixture = await devbench()
      const paths = await fixture.make('barred', { frameworks: ['direct', 'self-refine'], maxRuns: 2 })
      const { code, stdout } = await inTerminal(fixture, columns, 'run-experiment', 'barred').ended
      expect(code).toBe(0)
      expect(await finishedRuns(paths)).toHaveLength(4)
      const drawn = stdout.match(/[█░]+ *[^\r\n]*/g) ?? []
      expect(drawn.length).toBeGreaterThan(0)
      for (const line of drawn) expect(stripVTControlCharacters(line).length).toBeLessThan(columns)
      expect(stdout).toMatch(/\d\/4 runs \| block \d of 2/)
      // The clock of the first step that was begun.
      expect(stdout).toMatch(/ 1 {2}1\/1 Hello Wor.+ 0:0\d/)
      const left = screenOf(stdout)
      expect(left.filter((line) => /[█░]/.test(line))).toEqual([])
      expect(left.filter((line) => / run \d: completed in /.test(line))).toHaveLength(4)
      expect(left.slice(-3)).toEqual(['Finished: all planned runs are made.', 'Next: analyze barred', ''])
      expect(stdout.lastIndexOf(SHOW_CURSOR)).toBeGreaterThan(stdout.lastIndexOf(HIDE_CURSOR))
    },
  )

  test('Ctrl-C in a terminal stops cleanly, with the bar gone and the cursor back', async () => {
    await using fixture = await devbench()
    const paths = await fixture.make('stopped', { configSet: 'default', maxRuns: 3 })
    const running = inTerminal(fixture, 80, 'run-experiment', 'stopped')
    await running.printed('2/6 ')
    running.type(CTRL_C)
    const { code, stdout } = await running.ended
    expect(code).toBe(130)
    const left = screenOf(stdout)
    expect(left.filter((line) => /[█░]/.test(line))).toEqual([])
    expect(left).toEqual(
      expect.arrayContaining([
        'Stopping: ending what is under way (Ctrl-C again ends at once).',
        'Stopped. Finished runs are kept.',
        'A run that was under way goes on after the last step that it passed.',
        'To go on: run-experiment stopped',
      ]),
    )
    expect(stdout.lastIndexOf(SHOW_CURSOR)).toBeGreaterThan(stdout.lastIndexOf(HIDE_CURSOR))
    expect(await processesIn(fixture.dir)).toEqual([])
    expect(await readdir(paths.meta)).not.toContain('lock')
  })
})

const ENTER = '\r'
const DOWN = '\x1b[B'
const CTRL_C = '\x03'
const CLEAR_LINE = '\x15'
const SHOW_CURSOR = '\x1b[?25h'
const HIDE_CURSOR = '\x1b[?25l'

/** What a terminal shows in the end, for the few control sequences that are used: up, line start, clear below. */
function screenOf(output: string): string[] {
  const screen = ['']
  let row = 0
  let column = 0
  // oxlint-disable-next-line no-control-regex
  for (const [token, up] of output.matchAll(/\x1b\[(\d+)A|\x1b\[[?\d;]*[a-zA-Z]|[\s\S]/g)) {
    if (up !== undefined) row = Math.max(0, row - Number(up))
    else if (token === '\x1b[J') screen.splice(row, Infinity, (screen[row] ?? '').slice(0, column))
    else if (token.startsWith('\x1b')) continue
    else if (token === '\r') column = 0
    else if (token === '\n') {
      row += 1
      screen[row] ??= ''
    } else {
      const line = screen[row] ?? ''
      screen[row] = line.slice(0, column).padEnd(column) + token + line.slice(column + 1)
      column += 1
    }
  }
  return screen
}
