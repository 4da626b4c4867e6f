import { findResults } from '@genai-devbench/analysis'
import { experimentConfig, runOfTokens, runRecord } from '@genai-devbench/analysis/testing'
import { Results, type RunRecord } from '@genai-devbench/schema'
import { expect, test } from 'vitest'
import { formatP, pText } from '../src/apa.ts'
import { buildDocument } from '../src/document/build-document.ts'
import { reportingChecklist } from '../src/narrative/checklist.ts'
import { methodsParagraphs } from '../src/narrative/methods.ts'
import { threatsTo } from '../src/narrative/threats.ts'
import { tableAsText } from '../src/render/plain-text.ts'
import { comparisons } from '../src/tables/comparisons/comparisons.ts'

const HASH = 'a'.repeat(64)

function resultsOf(records: readonly RunRecord[], changes: Record<string, unknown> = {}): Results {
  const config = experimentConfig(changes)
  return Results.parse(
    findResults({ config, configSha256: HASH, inputSha256: HASH, records, unfinished: [] }),
  )
}

const runsOf = (framework: string, tokens: readonly number[]): RunRecord[] =>
  tokens.map((count, index) => runOfTokens(framework, index + 1, count))

const RECORDS = [
  ...runsOf('alpha', [1100, 1200, 1350, 1500, 1250]),
  ...runsOf('beta', [2100, 2300, 2500, 2900, 2450]),
]

test.each([
  [0.0004, '< .001', 'p < .001'],
  [0.0344, '.034', 'p = .034'],
  [0.5, '.500', 'p = .500'],
  [0.9996, '> .999', 'p > .999'],
  [1, '> .999', 'p > .999'],
])('a p-value of %d is written as APA style has it', (p, cell, text) => {
  expect(formatP(p)).toBe(cell)
  expect(pText(p)).toBe(text)
})

test('the table of pairs says what is larger, by how much, and how sure that is', () => {
  const results = resultsOf(RECORDS, { metrics: { primary: ['tokens_total', 'success'] } })
  expect(tableAsText(comparisons(results, 'primary'))).toMatchInlineSnapshot(`
    "A      B     n (A, B)  A against B [95% interval]  [95% simultaneous]       p  p adjusted (Holm)   A12  Verdict
    -----  ----  --------  --------------------------  ------------------  ------  -----------------  ----  ---------------------

    Tokens: ratio of geometric means, A over B; Welch's t test of the logarithms
    alpha  beta      5, 5        0.523 [0.440, 0.621]      [0.425, 0.642]  < .001             < .001  0.00  different: A smaller¹

    Success: difference of proportions, A less B, in percentage points; Fisher's exact test
    alpha  beta      5, 5           0.0 [−43.4, 43.4]       [−50.1, 50.1]  > .999             > .999  0.50  inconclusive

    ¹ the values of the two do not overlap"
  `)
})

test('what was found stands on top: each primary metric with the pairs of each verdict', () => {
  const results = resultsOf([...RECORDS, ...runsOf('gamma', [2150, 2300, 2500, 2800, 2450])], {
    frameworks: ['alpha', 'beta', 'gamma'].map((id) => ({ id, adapter: 'direct', options: {} })),
    metrics: { primary: ['tokens_total', 'functionality'] },
  })
  expect(buildDocument(results, []).findings).toMatchInlineSnapshot(`
    [
      {
        "metric": "Tokens (ratio of geometric means, A over B; lower values preferred)",
        "verdicts": [
          "different: alpha / beta 0.523 [0.403, 0.678], alpha / gamma 0.524 [0.411, 0.667]",
          "equivalent: beta / gamma 1.00 [0.786, 1.28]",
        ],
      },
      {
        "metric": "Functionality (difference of means, A less B, in percentage points; higher values preferred)",
        "verdicts": [
          "no verdict: 3 pairs (no run has a value)",
        ],
      },
    ]
  `)
})

test('no verdict, heading or method calls anything better, worse or the cause of anything', () => {
  const results = resultsOf(RECORDS)
  const said = JSON.stringify(buildDocument(results, []))
  expect(said).not.toMatch(
    /\b(worse|best|worst|superior|inferior|outperform\w*|because of|caused?|leads to|winner)\b/i,
  )
  expect(said.match(/\bbetter\b/g)).toEqual(['better'])
  expect(said).toContain('never which is better')
})

const textOf = (results: Results): string =>
  threatsTo(results)
    .map(({ text }) => text)
    .join('\n')

test('acceptance checks are told of in methods and threats where they were made', () => {
  const plain = resultsOf(RECORDS)
  const evaluated = { ...plain, runs: plain.runs.map((run) => ({ ...run, values: { functionality: 0.5 } })) }
  for (const [results, isSaid] of [
    [plain, false],
    [evaluated, true],
  ] as const) {
    expect(textOf(results).includes('what no check asks for is not seen')).toBe(isSaid)
    expect(methodsParagraphs(results).join('\n').includes('by acceptance checks')).toBe(isSaid)
  }
})

test('a threat is listed where it is there, and only there', () => {
  const plain = textOf(resultsOf(RECORDS))
  expect(plain).toContain('Few runs (at least 5 of each framework)')
  expect(plain).toContain('not isolated')
  for (const absent of ['sequential', 'at a time', 'time limit', 'estimated', 'not randomised', 'Scripted']) {
    expect(plain).not.toContain(absent)
  }
  const timedOut = runRecord({ run: 6, outcome: 'timed_out', steps: [{ id: 1, outcome: 'timed_out' }] })
  const estimated = runRecord({ run: 7, steps: [{ id: 1, phases: { main: { estimated: 1 } } }] })
  const isolated: RunRecord = { ...runRecord({ run: 8 }), isolation: { mode: 'bwrap', version: '0.8.0' } }
  const troubled = textOf(
    resultsOf([...RECORDS, timedOut, estimated, isolated], {
      llm: { provider: 'scripted' },
      execution: { concurrency: 3, order: 'declared' },
      stopping: {
        mode: 'sequential',
        min_runs: 5,
        max_runs: 20,
        metrics: [{ metric: 'success', target: 0.1 }],
      },
    }),
  )
  for (const present of [
    'Scripted model',
    'sequential stopping',
    '3 runs were made at a time',
    'not randomised',
    'Runs ended at the time limit: alpha (1 of 8)',
    'partly estimated',
    'not isolated alike',
    'different numbers of runs',
  ]) {
    expect(troubled).toContain(present)
  }
})

test('the methods say how the number of runs was found, and which tests were made', () => {
  const fixed = methodsParagraphs(resultsOf(RECORDS)).join('\n')
  expect(fixed).toContain('The number of runs was fixed at 5 of each framework.')
  expect(fixed).toContain("Welch's t test of the logarithms (Tokens and Wall time)")
  expect(fixed).toContain("Fisher's exact test (Success)")
  expect(fixed).not.toContain('completed runs alone')
  expect(fixed).not.toContain('amended')
  const results = resultsOf(RECORDS)
  const extended = { ...results, plan: { ...results.plan, max_runs: 3 } }
  expect(methodsParagraphs(extended).join('\n')).toContain(
    'amended after runs had been made; before the first it was: fixed, 3 runs of each framework. The number of runs was fixed at 5',
  )
  expect(threatsTo(extended).map(({ text }) => text)).toContainEqual(
    expect.stringContaining('stopping rule was amended'),
  )
  const rule = {
    mode: 'two_stage',
    min_runs: 5,
    max_runs: 20,
    metrics: [{ metric: 'tokens_total', target: 0.5 }],
  }
  const staged = methodsParagraphs(resultsOf(RECORDS, { stopping: rule })).join('\n')
  expect(staged).toContain("a pilot, determined how many were made (Stein's two-stage procedure)")
  expect(staged).toContain('at most Tokens 50%')
  const alone = methodsParagraphs(resultsOf(runsOf('alpha', [100]), { frameworks: ['alpha'] })).join('\n')
  expect(alone).toContain('1 framework (alpha)')
  expect(alone).not.toContain('Every pair')
})

test('the checklist goes through all eight guidelines and leaves open what the records cannot answer', () => {
  const items = reportingChecklist(resultsOf(RECORDS))
  expect(items.map(({ guideline }) => guideline[0]).join('')).toBe('12345678')
  expect(items.filter(({ status }) => status === 'open').map(({ guideline }) => guideline[0])).toEqual([
    '5',
    '6',
  ])
})
