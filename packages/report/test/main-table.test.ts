import { findResults } from '@genai-devbench/analysis'
import { experimentConfig, runOfTokens, runRecord } from '@genai-devbench/analysis/testing'
import type { RunRecord } from '@genai-devbench/schema'
import { expect, test } from 'vitest'
import { renderMainTable } from '../src/index.ts'

function render(records: RunRecord[], changes: Record<string, unknown> = {}): string {
  return renderMainTable(
    findResults({
      config: experimentConfig(changes),
      configSha256: '',
      inputSha256: '',
      records,
      unfinished: [],
    }),
  )
}

test('the main table is text with aligned columns and a reason for every figure that is not there', () => {
  const tokens = [11_000, 12_000, 13_000, 14_000, 15_000]
  const alpha = tokens.map((count, index) => runOfTokens('alpha', index + 1, count))
  const beta = runRecord({
    framework: 'beta',
    run: 1,
    steps: [{ id: 1, outcome: 'failed', phases: { generate: { input: null } } }],
  })
  expect(render([...alpha, beta], { metrics: { primary: ['tokens_total', 'success'] } }))
    .toMatchInlineSnapshot(`
      "! The plan is not finished: it asks for 5 runs of each framework; there are alpha (5), beta (1).
      ! Fewer than 5 runs: beta (1). Intervals from so few runs rest on assumptions that the runs
        themselves cannot show.
      ! The frameworks have different numbers of runs: alpha (5), beta (1).
      ! Success rates differ between frameworks: alpha (5 of 5), beta (0 of 1). All other metrics include
        the runs that did not complete, which may have ended early; read them together with the success
        rates.
      ! Tokens: no value in runs of beta (1 of 1).

      Framework        n    Estimate [95% interval]    Mean  Median     SD
      ---------  -------  -------------------------  ------  ------  -----

      Tokens: geometric mean
      alpha            5    12,923 [11,098, 15,047]  13,000  13,000  1,581
      beta       0 of 1¹                         –¹      –¹      –¹     –¹

      Success: proportion
      alpha            5  100% (5 of 5) [57%, 100%]
      beta             1      0% (0 of 1) [0%, 79%]

      ¹ run 1: the provider reported no usage"
    `)
})

test('the scripted model comes before everything else', () => {
  expect(
    render([runRecord({ run: 1, provider: 'scripted' })], { llm: { provider: 'scripted' } }).split('\n')[0],
  ).toBe('!! Scripted model: not evidence about frameworks. !!')
})

test("no line but a table's is wider than a terminal", () => {
  const failed = [1, 2].map((run) => runRecord({ run, steps: [{ id: 1, outcome: 'failed' }] }))
  const notices = render([...failed, runRecord({ framework: 'beta', run: 1 })]).split('\n\n')[0] ?? ''
  expect(Math.max(...notices.split('\n').map((line) => line.length))).toBeLessThanOrEqual(100)
})
