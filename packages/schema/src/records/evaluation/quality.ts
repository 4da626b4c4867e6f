import * as z from 'zod'

/** A measured share; null where it could not be measured, with the reason. */
export const Score = z.union([
  z.strictObject({ value: z.number().min(0).max(1), reason: z.null() }),
  z.strictObject({ value: z.null(), reason: z.string().min(1) }),
])
export type Score = z.infer<typeof Score>

const count = z.int().nonnegative()
const line = z.int().positive()
const path = z.string().meta({ description: 'Relative to the project.' })

/** Versions of what did the measuring, by name. */
const Analysers = z.record(z.string(), z.string())

export const Finding = z.strictObject({ path, line, rule: z.string(), message: z.string() })
export type Finding = z.infer<typeof Finding>

export const CodeQuality = z.strictObject({
  score: Score,
  details: z
    .strictObject({
      analysers: Analysers,
      files: count,
      lines: count.meta({
        description: 'Lines of code (neither blank nor comment nor docstring) or with a finding.',
      }),
      load: z.number().nonnegative().meta({ description: 'Lines that something is held against.' }),
      findings: z.array(Finding).meta({ description: 'Broken rules; the first 200.' }),
      finding_count: count,
      suppressions: count.meta({
        description: 'Comments that ask a linter to be quiet; they are not honoured.',
      }),
      repeated_lines: count.meta({ description: 'Lines in a run of tokens that is there twice.' }),
      functions: count,
      highest_complexity: count.nullable().meta({ description: 'Cyclomatic, of a function.' }),
      oversized: z
        .array(z.strictObject({ path, line, name: z.string().nullable(), complexity: count, lines: count }))
        .meta({ description: 'Functions above a limit of complexity or length.' }),
      unparsed: z.array(path).meta({ description: 'Files that their language does not accept.' }),
      unmeasured: z
        .record(z.string(), count)
        .meta({ description: 'Number of files of code that no analyser reads, by extension.' }),
    })
    .nullable()
    .meta({ description: 'Null where an analyser could not be run.' }),
})
export type CodeQuality = z.infer<typeof CodeQuality>

export const ReadmeFact = z.strictObject({
  fact: z.enum(['text', 'install', 'start', 'routes_named', 'routes_exist', 'links']),
  value: z.number().min(0).max(1).nullable().meta({ description: 'Null where there is nothing to check.' }),
  note: z.string(),
})
export type ReadmeFact = z.infer<typeof ReadmeFact>

export const Documentation = z.strictObject({
  score: Score,
  details: z
    .strictObject({
      analysers: Analysers,
      readme: Score,
      readme_path: path.nullable(),
      readme_facts: z.array(ReadmeFact),
      routes: count
        .nullable()
        .meta({ description: 'Routes found in the code, or given; null where none is known.' }),
      docstrings: Score,
      public_names: count.meta({ description: 'Public functions, methods and classes.' }),
      undocumented: z
        .array(z.strictObject({ path, line, name: z.string() }))
        .meta({ description: 'Public names without a docstring; the first 200.' }),
    })
    .nullable()
    .meta({ description: 'Null where an analyser could not be run.' }),
})
export type Documentation = z.infer<typeof Documentation>

export const TestCoverage = z.strictObject({
  score: Score,
  details: z
    .strictObject({
      analysers: Analysers,
      test_files: count,
      frameworks: z.array(z.enum(['unittest', 'pytest', 'node:test'])),
      tests: z.strictObject({ passed: count, failed: count, skipped: count }).nullable(),
      failures: z
        .array(z.strictObject({ test: z.string(), message: z.string() }))
        .meta({ description: 'Tests that failed; the first 50.' }),
      lines: count
        .nullable()
        .meta({ description: 'Lines of code that can be run, in languages with tests.' }),
      covered_lines: count.nullable(),
      mutation: z
        .strictObject({
          seed: z.int(),
          noticed: count,
          mutants: z.array(
            z.strictObject({ path, line, before: z.string(), after: z.string(), noticed: z.boolean() }),
          ),
        })
        .nullable()
        .meta({ description: 'Small changes in covered lines, and whether a test that passed failed then.' }),
      notes: z.array(z.string()).meta({ description: 'What was not run, and why.' }),
    })
    .nullable()
    .meta({ description: 'Null where an analyser could not be run.' }),
})
export type TestCoverage = z.infer<typeof TestCoverage>

/** What the code of a project is like, its documentation and its tests. */
export const QualityReport = z.strictObject({
  code_quality: CodeQuality,
  documentation: Documentation,
  test_coverage: TestCoverage,
})
export type QualityReport = z.infer<typeof QualityReport>
