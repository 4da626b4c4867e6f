import { CodeQualityRules, DEFAULT_CODE_QUALITY_RULES as rules } from '@genai-devbench/schema'
import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import { repeatedLines } from '../../src/quality/code-quality/duplication.ts'
import { functionsOf } from '../../src/quality/code-quality/functions.ts'
import { measureCodeQuality } from '../../src/quality/code-quality/measure-code-quality.ts'
import { type FileAnalysis, loadOf, scoreOf } from '../../src/quality/code-quality/score.ts'
import type { Language } from '../../src/quality/sources/languages.ts'
import { readSources } from '../../src/quality/sources/read-sources.ts'
import { withSyntax } from '../../src/quality/sources/syntax.ts'
import { codeLinesOf, tokensOf } from '../../src/quality/sources/tokens.ts'
import { DEFECTS } from './fixtures/defects.ts'
import { SCRIPT_PROJECT } from './fixtures/script-project.ts'
import { type Files, writeProject } from './write-project.ts'

const { signal } = new AbortController()

async function quality(files: Files, held = rules) {
  await using project = await writeProject(files)
  return await measureCodeQuality(await readSources(project.directory), { rules: held, signal })
}

// First: a grammar is loaded at once only while ruff is not being compiled in the background.
test('JavaScript and TypeScript are linted, whatever the configuration of the project says', async () => {
  expect((await quality(SCRIPT_PROJECT)).score.value).toBe(1)
  const { details } = await quality({
    ...SCRIPT_PROJECT,
    '.oxlintrc.json': '{ "rules": { "no-debugger": "off" }, "ignorePatterns": ["**"] }',
    'bad.js': '/* eslint-disable */\nexport const a = () => {\n  debugger\n}\n',
    'types.ts': 'interface A { b: string }\nexport const c = (a: A): string => a.b\nconst unused = 1\n',
    'broken.js': 'function (',
  })
  const found = details!.findings.map(({ path, line, rule }) => [path, line, rule])
  expect(found).toContainEqual(['bad.js', 3, 'eslint(no-debugger)'])
  expect(found).toContainEqual(['types.ts', 3, 'eslint(no-unused-vars)'])
  expect(found.filter(([path]) => path === 'types.ts')).toHaveLength(1)
  expect(details!.unparsed).toEqual(['broken.js'])
})

const range = (from: number, to: number): number[] =>
  Array.from({ length: to - from }, (_, index) => from + index)

/** A file of functions one after another, with marks on some of its lines. */
const analysis = fc
  .record({
    functions: fc.array(
      fc.record({ length: fc.integer({ min: 1, max: 90 }), decisions: fc.integer({ min: 0, max: 60 }) }),
      { minLength: 1, maxLength: 5 },
    ),
    marks: fc.array(fc.integer({ min: 1, max: 200 })),
    repeats: fc.array(fc.integer({ min: 1, max: 200 })),
    parses: fc.boolean(),
  })
  .map(({ functions, marks, repeats, parses }): FileAnalysis => {
    let next = 1
    const sizes = functions.map(({ length, decisions }) => {
      const lines = range(next, (next += length))
      // A decision stands on a line of its own.
      return { name: 'f', line: lines[0]!, complexity: 1 + Math.min(decisions, length), lines }
    })
    const codeLines = new Set(range(1, next))
    return {
      parses,
      codeLines,
      findingLines: new Set(marks),
      repeatedLines: new Set(repeats.filter((line) => codeLines.has(line))),
      functions: sizes,
    }
  })
const project = fc.array(analysis, { minLength: 1, maxLength: 4 })

const share = (files: readonly FileAnalysis[]): number => scoreOf(loadOf(files, rules)).value ?? Number.NaN

/** Changes for the worse of a file, at one of its lines. */
const WORSE: [string, (file: FileAnalysis, line: number) => FileAnalysis][] = [
  [
    'a finding on a line that is there',
    (file, line) => ({ ...file, findingLines: new Set([...file.findingLines, line]) }),
  ],
  [
    'a line more with a finding',
    (file) => ({
      ...file,
      codeLines: new Set([...file.codeLines, 1000]),
      findingLines: new Set([...file.findingLines, 1000]),
    }),
  ],
  [
    'a clone, in new lines and in one that is there',
    (file, line) => ({
      ...file,
      codeLines: new Set([...file.codeLines, ...range(1000, 1012)]),
      repeatedLines: new Set([...file.repeatedLines, line, ...range(1000, 1012)]),
    }),
  ],
  [
    'a decision more on the lines that are there',
    (file) => {
      const [first, ...others] = file.functions
      return { ...file, functions: [{ ...first!, complexity: first!.complexity + 1 }, ...others] }
    },
  ],
  ['a syntax error', (file) => ({ ...file, parses: false })],
]

test.for(WORSE)('%s never raises the score', ([, change]) =>
  fc.assert(
    fc.property(project, fc.nat(), ([first, ...rest], at) => {
      const line = 1 + (at % first!.codeLines.size)
      expect(share([change(first!, line), ...rest])).toBeLessThanOrEqual(share([first!, ...rest]) + 1e-12)
    }),
  ),
)

test('a decision more on a line of its own never raises the score of a function above the limit', () =>
  fc.assert(
    fc.property(project, ([file, ...rest]) => {
      const [first, ...others] = file!.functions
      fc.pre(first!.complexity > 10)
      const longer = { ...first!, complexity: first!.complexity + 1, lines: [...first!.lines, 1000] }
      const changed = {
        ...file!,
        functions: [longer, ...others],
        codeLines: new Set([...file!.codeLines, 1000]),
      }
      expect(share([changed, ...rest])).toBeLessThanOrEqual(share([file!, ...rest]) + 1e-12)
    }),
  ))

test('clean code beside never lowers the score', () =>
  fc.assert(
    fc.property(project, (files) => {
      const codeLines = new Set(range(1, 30))
      const clean = {
        parses: true,
        codeLines,
        findingLines: new Set<number>(),
        repeatedLines: new Set<number>(),
      }
      const after = share([...files, { ...clean, functions: [] }])
      expect(after).toBeGreaterThanOrEqual(share(files) - 1e-12)
    }),
  ))

test('a config says what code is held to; what it leaves out stays as it is by default', async () => {
  const files = {
    'a.py': 'import os\n\n\ndef f(a, b):\n    if a and b:\n        return 1\n    return 2\n',
    'b.js': 'console.log(1 == 1)\n',
  }
  const held = async (given: unknown) => {
    const { details } = await quality(files, CodeQualityRules.parse(given))
    return { rules: details!.findings.map(({ rule }) => rule), oversized: details!.oversized.length }
  }
  expect(await held({})).toEqual({ rules: ['F401', 'eslint(eqeqeq)'], oversized: 0 })
  const own = {
    ruff: { select: ['E711'] },
    oxlint: { rules: { 'no-console': 'error' } },
    complexity: 2,
  }
  expect(await held(own)).toEqual({ rules: ['eslint(no-console)'], oversized: 1 })
  await expect(held({ ruff: { select: ['ZZZ'] } })).rejects.toThrow(
    /^ruff: Unknown rule selector `ZZZ` in `select`$/,
  )
  await expect(held({ oxlint: { rules: { 'no-such': 'warn' } } })).rejects.toThrow(
    /^oxlint: Rule 'no-such' not found in plugin 'eslint'$/,
  )
})

test('a project without code has no score, and says why', async () => {
  const { score } = await quality({ 'README.md': '# Nothing', 'main.go': 'package main' })
  expect(score).toEqual({ value: null, reason: 'there is no line of code in a language that is measured' })
})

test('dependencies, tests and what programs made are left out; other languages are counted', async () => {
  const bad = 'import os\n'
  const { details } = await quality({
    'main.py': 'print(1)\n',
    'node_modules/a/index.js': 'debugger',
    '.hidden/a.py': bad,
    'my-env/pyvenv.cfg': '',
    'my-env/lib/a.py': bad,
    'dist/a.js': 'debugger',
    'tests/test_a.py': bad,
    'app.min.js': 'debugger',
    'main.go': 'package main',
  })
  expect(details).toMatchObject({ files: 1, finding_count: 0, unmeasured: { '.go': 1 } })
})

test('comments that ask a linter to be quiet are not honoured, and counted', async () => {
  const [loud, quiet] = await Promise.all(
    ['unused imports', 'unused imports, kept quiet'].map((defect) => quality(DEFECTS[defect]!)),
  )
  expect(quiet!.score).toEqual(loud!.score)
  expect(quiet!.details).toMatchObject({ suppressions: 2, finding_count: 2 })
})

test('a file that is nested too deeply does not parse, and takes no other along', async () => {
  const deep = `x = ${'('.repeat(4000)}${')'.repeat(4000)}\n`
  const { details } = await quality({ 'a.py': deep, 'b.py': 'import os\n' })
  expect(details).toMatchObject({ unparsed: ['a.py'] })
  expect(details!.findings.at(-1)).toMatchObject({ path: 'b.py', rule: 'F401' })
})

test.for<[Language, string, [string | null, number, number][]]>([
  [
    'python',
    `"""Doc."""
def f(a):
    """Doc."""
    # if
    if a and a or a:
        return [b for b in a if b]
    elif a:
        pass
    def g():
        while True:
            pass
    try:
        g()
    except ValueError:
        return 1 if a else 2
if f:
    f(1)
`,
    [
      [null, 2, 2],
      ['f', 9, 9],
      ['g', 2, 3],
    ],
  ],
  [
    'typescript',
    `export function f(a?: number) {
  switch (a) {
    case 1:
    case 2: return a ?? 0
    default: return a! + 1
  }
}
const g = (b: number[]) => {
  return b.map((c) => c > 1 && c < 2 ? 1 : 0)
}
`,
    [
      [null, 1, 0],
      ['f', 4, 7],
      ['g', 3, 3],
    ],
  ],
])('the complexity and the lines of functions in %s', async ([language, text, expected]) => {
  const functions = await withSyntax(language, text, (root) =>
    functionsOf(root, language, codeLinesOf(tokensOf(root))),
  )
  expect(functions.map(({ name, complexity, lines }) => [name, complexity, lines.length])).toEqual(expected)
})

test('a repetition is found whatever its layout, and is none where it overlaps itself', async () => {
  const tokens = (text: string) => withSyntax('python', text, tokensOf)
  const body = range(0, 12).map((each) => `call(${each}, "text")`)
  const repeated = repeatedLines(
    new Map([
      ['a.py', await tokens(body.join('\n'))],
      ['b.py', await tokens(`before()\n${body.join('  # why\n\n')}\nafter()\n`)],
      ['rows.py', await tokens(`ROWS = [\n${'    (0, 1, 2),\n'.repeat(9)}]\n`)],
    ]),
    rules.repeated_tokens,
  )
  expect([...repeated].map(([path, lines]) => [path, Math.min(...lines), lines.size])).toEqual([
    ['a.py', 1, 12],
    ['b.py', 2, 23],
    ['rows.py', Number.POSITIVE_INFINITY, 0],
  ])
})
