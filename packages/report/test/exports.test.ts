import { parse } from 'csv-parse/sync'
import { expect, test } from 'vitest'
import { buildDocument } from '../src/document/build-document.ts'
import { toCsv } from '../src/exports/csv.ts'
import { datasets } from '../src/exports/datasets.ts'
import { flatten } from '../src/exports/flatten.ts'
import { tableFiles } from '../src/exports/table-files.ts'
import { renderLatex } from '../src/render/latex/latex.ts'
import { plausibleResults } from './plausible-results.fixture.ts'

const HOSTILE = 'a,"b"\r\n\\input{/etc/passwd} $x$ #1 50% a_b ~^ {c} & <d> -- [e]\u001B[31m'

// With fewer runs the exact tests of every pair take their time.
const results = plausibleResults({ runs: 16, provider: 'scripted' })

const NOTHING = { columns: [], rows: [] }

test('CSV keeps every number as it is and every text, whatever is in it', () => {
  const numbers = [0.1 + 0.2, -1.5, 1e-12, 123_456_789_012, 0, null]
  const csv = toCsv({
    columns: ['text', 'number'],
    rows: numbers.map((number) => [HOSTILE, number]),
  })
  const rows = parse<{ text: string; number: string }>(csv, { columns: true })
  expect(rows.map(({ number }) => (number === '' ? null : Number(number)))).toEqual(numbers)
  expect(rows[0]?.text).toBe(HOSTILE.replace('\r', '').replace('\u001B[31m', ''))
})

test('a text that a spreadsheet would run as a formula is no formula in CSV, a negative number stays one', () => {
  const csv = toCsv({ columns: ['reason', 'value'], rows: [['=HYPERLINK("http://x")', -1]] })
  expect(parse(csv)).toEqual([
    ['reason', 'value'],
    [`'=HYPERLINK("http://x")`, '-1'],
  ])
})

test('objects become rows: fields within get columns of their own, reasons one', () => {
  expect(
    flatten([
      { id: 'a', ci: { lo: null, hi: 2, reasons: { lo: 'unbounded' } }, runs: [1, 2], known: true },
      { id: 'b', warnings: [] },
    ]),
  ).toEqual({
    columns: ['id', 'ci_lo', 'ci_hi', 'ci_reasons', 'runs', 'known', 'warnings'],
    rows: [
      ['a', null, 2, 'lo: unbounded', '[1,2]', 'true', null],
      ['b', null, null, null, null, null, '[]'],
    ],
  })
})

test('runs.csv has every run with every metric, and for each that has none the reason', () => {
  const rows = parse<Record<string, string>>(toCsv(datasets(results)['runs'] ?? NOTHING), { columns: true })
  expect(rows).toHaveLength(64)
  for (const [index, { values, reasons }] of results.runs.entries()) {
    for (const { id } of results.metrics) {
      const cell = rows[index]?.[id]
      expect(cell === '' ? null : Number(cell)).toBe(values[id] ?? null)
      expect(rows[index]?.[`${id}_reason_for_none`]).toBe(reasons[id] ?? '')
    }
  }
  expect(rows.filter((row) => row['tokens_total'] === '')).toHaveLength(1)
})

test('LaTeX: nothing in a text is a command, and the marks of notes are table notes', () => {
  const latex = renderLatex(
    {
      columns: [{ label: 'Name' }, { label: 'n_A', align: 'right' }],
      groups: [
        {
          heading: 'Tokens & cost',
          rows: [
            [HOSTILE, '12¹ ²'],
            ['[x]', '–¹⁰'],
          ],
        },
      ],
      notes: ['100% {sure}'],
    },
    { label: 'outcomes', caption: 'Outcomes', warnings: ['Scripted model'] },
  )
  expect(latex).toContain(
    String.raw`a,"b" \textbackslash{}input\{/etc/passwd\} \$x\$ \#1 50\% a\_b \textasciitilde{}\textasciicircum{} \{c\} \& \textless{}d\textgreater{} -{}- {[}e] & 12\textsuperscript{1,2} \\`,
  )
  expect(latex).toContain(String.raw`{[}x] & --\textsuperscript{10} \\`)
  expect(latex).toContain(String.raw`\multicolumn{2}{@{}l}{\textit{Tokens \& cost}} \\*`)
  expect(latex).toContain(String.raw`\textbf{Scripted model}\par`)
  expect(latex).toContain(String.raw`\textsuperscript{1} 100\% \{sure\}\par`)
})

test('every table of the report is a LaTeX file that is well formed', () => {
  const files = Object.entries(tableFiles(results, buildDocument(results, []))).filter(([name]) =>
    name.endsWith('.tex'),
  )
  expect(files.length).toBeGreaterThan(5)
  for (const [, latex] of files) {
    // What is escaped is no longer there.
    const bare = latex.replaceAll(/\\[\\{}$&#%_]/g, (escape) => (escape === '\\\\' ? '\n' : ''))
    expect(bare.split('{').length).toBe(bare.split('}').length)
    const opened = [...bare.matchAll(/\\begin\{(\w+)\}/g)].map(([, environment]) => environment)
    const closed = [...bare.matchAll(/\\end\{(\w+)\}/g)].map(([, environment]) => environment)
    expect(closed).toHaveLength(opened.length)
    const columns =
      /\\begin\{(?:tabular|longtable)\}\{@\{\}(.*)@\{\}\}/
        .exec(latex)?.[1]
        ?.replaceAll(/>\{[^}]*\}/g, '')
        .match(/[lr]|p\{[^}]*\}/g) ?? []
    const rows =
      /\\midrule\n(?:\\endfirsthead[^]*\\endfoot\n)?([^]*?)\\(?:bottomrule|end\{longtable\})/
        .exec(bare)?.[1]
        ?.split('\n') ?? []
    const cells = rows.filter((row) => row.includes('&'))
    expect(cells.length).toBeGreaterThan(0)
    expect(new Set(cells.map((row) => row.split('&').length))).toEqual(new Set([columns.length]))
    expect(latex).toContain('Scripted model: not evidence about frameworks.')
  }
})
