import type { CodeQuality, CodeQualityRules, Finding } from '@genai-devbench/schema'
import type { SourceFile, Sources } from '../sources/read-sources.ts'
import { syntaxVersion, withSyntax } from '../sources/syntax.ts'
import { type Token, codeLinesOf, tokensOf } from '../sources/tokens.ts'
import { repeatedLines } from './duplication.ts'
import { type FunctionSize, functionsOf } from './functions.ts'
import { type LintResult, withoutSuppressions } from './lint.ts'
import { lintPython } from './lint-python.ts'
import { lintScript } from './lint-script.ts'
import { type FileAnalysis, type SizeLimits, excessOf, loadOf, scoreOf } from './score.ts'

const FINDINGS_KEPT = 200

type Details = NonNullable<CodeQuality['details']>

interface Structure {
  path: string
  tokens: Token[]
  codeLines: Set<number>
  functions: FunctionSize[]
}

/** Findings of linters, complexity and length of functions, and repetitions, in the code without its tests. */
export async function measureCodeQuality(
  { code, unmeasured }: Sources,
  { rules, signal }: { rules: CodeQualityRules; signal: AbortSignal },
): Promise<CodeQuality> {
  const structures: Structure[] = []
  for (const file of code) structures.push(await structureOf(file))
  const { results, suppressions } = await lint(code, rules, signal)
  const findings = Object.values(results)
    .flatMap((result) => result.findings)
    // A linter with several threads has no order of its own.
    .toSorted((a, b) => a.path.localeCompare(b.path) || a.line - b.line || a.rule.localeCompare(b.rule))
  const unparsed = new Set(Object.values(results).flatMap((result) => [...result.unparsed]))
  const findingLines = linesByPath(findings)
  const repeated = repeatedLines(
    new Map(structures.map(({ path, tokens }) => [path, tokens])),
    rules.repeated_tokens,
  )
  const files = structures.map(({ path, codeLines, functions }): FileAnalysis => ({
    parses: !unparsed.has(path),
    codeLines,
    findingLines: findingLines.get(path) ?? new Set(),
    repeatedLines: repeated.get(path) ?? new Set(),
    functions,
  }))
  const load = loadOf(files, rules)
  return {
    score: scoreOf(load),
    details: {
      analysers: {
        'tree-sitter-wasm': syntaxVersion(),
        ...Object.fromEntries(Object.entries(results).map(([linter, { version }]) => [linter, version])),
      },
      files: code.length,
      ...load,
      findings: findings.slice(0, FINDINGS_KEPT),
      finding_count: findings.length,
      suppressions,
      repeated_lines: [...repeated.values()].reduce((sum, lines) => sum + lines.size, 0),
      ...sizesOf(structures, rules),
      unparsed: [...unparsed].toSorted(),
      unmeasured,
    },
  }
}

const structureOf = ({ path, language, text }: SourceFile): Promise<Structure> =>
  withSyntax(language, text, (root) => {
    const tokens = tokensOf(root)
    const codeLines = codeLinesOf(tokens)
    return { path, tokens, codeLines, functions: functionsOf(root, language, codeLines) }
  })

/** The results of the linters that have anything to read, by the linter's name. */
async function lint(
  code: readonly SourceFile[],
  rules: CodeQualityRules,
  signal: AbortSignal,
): Promise<{ results: Record<string, LintResult>; suppressions: number }> {
  const python = new Map<string, string>()
  const script = new Map<string, string>()
  let suppressions = 0
  for (const file of code) {
    const readable = await withoutSuppressions(file)
    const texts = file.language === 'python' ? python : script
    texts.set(file.path, readable.text)
    suppressions += readable.suppressions
  }
  return {
    results: {
      ...(python.size > 0 && { ruff: await lintPython(python, rules.ruff) }),
      ...(script.size > 0 && { oxlint: await lintScript(script, rules.oxlint, signal) }),
    },
    suppressions,
  }
}

function linesByPath(findings: readonly Finding[]): Map<string, Set<number>> {
  const lines = new Map<string, Set<number>>()
  for (const { path, line } of findings) lines.set(path, (lines.get(path) ?? new Set()).add(line))
  return lines
}

function sizesOf(
  structures: readonly Structure[],
  limits: SizeLimits,
): Pick<Details, 'functions' | 'highest_complexity' | 'oversized'> {
  const all = structures.flatMap(({ path, functions }) => functions.map((each) => ({ path, ...each })))
  const functions = all.filter(({ line }) => line !== null)
  return {
    functions: functions.length,
    highest_complexity: functions.reduce<number | null>(
      (highest, { complexity }) => Math.max(highest ?? 0, complexity),
      null,
    ),
    oversized: all
      .filter((each) => excessOf(each, limits) > 0)
      .map(({ path, line, name, complexity, lines }) => ({
        path,
        line: line ?? 1,
        name,
        complexity,
        lines: lines.length,
      })),
  }
}
