import * as z from 'zod'
import { READ_ONCE } from '../../documents/read-once.ts'

/** The rules a line of code is held to: what is a defect or hides one, not what is a matter of taste or of layout. */
const RUFF_SELECT = [
  // Pyflakes; comparisons, bare excepts and ambiguous names of pycodestyle; syntax errors; invalid escapes.
  ['F', 'E7', 'E9', 'W6'],
  // Likely bugs: bugbear, pylint's errors and warnings, blocking calls in coroutines.
  ['B', 'PLE', 'PLW', 'ASYNC'],
  // Security, by bandit.
  ['S'],
  // What can be said more simply, and code in comments.
  ['C4', 'PIE', 'SIM', 'ERA'],
].flat()
const RUFF_IGNORE = [
  // Layout: several statements on one line.
  ['E701', 'E702', 'E703'],
  // Guesses by a word or by a server's address, mostly wrong here.
  ['S104', 'S105', 'S106', 'S107', 'S311', 'S608'],
  // How FastAPI declares dependencies.
  ['B008'],
  // Matters of taste.
  ['SIM105', 'SIM108', 'SIM117', 'PLW2901', 'PLW0603'],
].flat()
const OXLINT_PLUGINS = ['typescript', 'unicorn', 'oxc']
const OXLINT_CATEGORIES = { correctness: 'warn', suspicious: 'warn' } as const
const OXLINT_RULES = {
  eqeqeq: 'warn',
  'no-undef': 'warn',
  'no-empty': 'warn',
  'no-var': 'warn',
  'no-throw-literal': 'warn',
  // Matters of taste.
  'no-underscore-dangle': 'off',
  'unicorn/consistent-function-scoping': 'off',
  'unicorn/no-array-sort': 'off',
  'unicorn/no-array-reverse': 'off',
} as const

const ruffRules = z.array(
  z.string().regex(/^[A-Z]+[0-9]*$/, { error: 'not a rule of ruff, such as F or E711.' }),
)
const severity = z.enum(['off', 'warn', 'error'])
const CATEGORIES = [
  'correctness',
  'suspicious',
  'pedantic',
  'perf',
  'style',
  'restriction',
  'nursery',
] as const
const limit = z.int().positive().max(1_000_000)

/** `metrics.code_quality` of config.yaml: what code is held to. */
export const CodeQualityRules = z
  .strictObject({
    ruff: z
      .strictObject({
        select: ruffRules
          .min(1, { error: 'no rule. Leave the key out for the default ones.' })
          .default(RUFF_SELECT)
          .meta({
            description: 'Rules of ruff that Python is held to, whole groups (F) or single ones (E711).',
          }),
        ignore: ruffRules.default(RUFF_IGNORE).meta({ description: 'Rules out of these that do not count.' }),
      })
      .prefault({})
      .meta({ description: 'Each key replaces the default of that key as a whole.' }),
    oxlint: z
      .strictObject({
        plugins: z.array(z.string()).default(OXLINT_PLUGINS).meta({ description: 'Plugins of oxlint.' }),
        categories: z.partialRecord(z.enum(CATEGORIES), severity).default(OXLINT_CATEGORIES).meta({
          description: 'Groups of rules that JavaScript and TypeScript are held to.',
        }),
        rules: z
          .record(z.string(), z.union([severity, z.array(z.unknown()).min(1)]))
          .default(OXLINT_RULES)
          .meta({ description: 'Single rules, such as no-console: warn, or [warn, {options of the rule}].' }),
      })
      .prefault({})
      .meta({
        description: 'Each key replaces the default of that key as a whole. warn and error are alike.',
      }),
    complexity: limit.default(10).meta({
      description:
        'Cyclomatic complexity of a function above which decisions count against it. 10 is the limit of McCabe (1976) and NIST (SP 500-235).',
    }),
    function_lines: limit.default(60).meta({
      description: 'Lines of code of a function above which they count against it.',
    }),
    repeated_tokens: limit.min(10).default(50).meta({
      description: 'Length of a run of tokens that counts against its lines when it is there twice.',
    }),
  })
  .meta({ description: 'What code_quality holds code to.' })
export type CodeQualityRules = z.output<typeof CodeQualityRules>

export const DEFAULT_CODE_QUALITY_RULES: CodeQualityRules = CodeQualityRules.parse({}, READ_ONCE)
