import type { Workspace } from '@astral-sh/ruff-wasm-nodejs'
import type { CodeQualityRules } from '@genai-devbench/schema'
import type { LintResult } from './lint.ts'

/** What an older one would not parse is no defect. */
const NEWEST = 'py314'
const SYNTAX = 'invalid-syntax'
/** In a package's __init__.py what is imported and not used is there for others. */
const UNUSED_IMPORT = 'F401'
const isPackage = (path: string): boolean => /(^|\/)__init__\.py$/.test(path)

interface Diagnostic {
  code: string | null
  message: string
  start_location: { row: number }
}

/**
 * Findings of ruff, which runs in WebAssembly: in this process, and out of reach of what it reads. A file that it gives up
 * on (it is nested too deeply) does not parse.
 */
export async function lintPython(
  files: ReadonlyMap<string, string>,
  lint: CodeQualityRules['ruff'],
): Promise<LintResult> {
  const { default: ruff } = await import('@astral-sh/ruff-wasm-nodejs')
  const result: LintResult = { version: ruff.Workspace.version(), findings: [], unparsed: new Set() }
  for (const [path, text] of files) {
    // One for each file, since one that gave up is of no use any more.
    const workspace = open(
      () => new ruff.Workspace({ 'target-version': NEWEST, lint }, ruff.PositionEncoding.Utf16),
    )
    for (const { code, message, start_location } of check(workspace, text)) {
      if (code === UNUSED_IMPORT && isPackage(path)) continue
      if (code === null || code === SYNTAX) result.unparsed.add(path)
      result.findings.push({ path, line: start_location.row, rule: code ?? SYNTAX, message })
    }
  }
  return result
}

/** Where its options hold a rule that it does not know, that is the error. */
function open(make: () => Workspace): Workspace {
  try {
    return make()
  } catch (error) {
    throw new Error(`ruff: ${(error as Error).message.replace(' from the CLI', '')}`, { cause: error })
  }
}

function check(workspace: Workspace, text: string): Diagnostic[] {
  try {
    const diagnostics = workspace.check(text) as Diagnostic[]
    workspace.free()
    return diagnostics
  } catch (error) {
    return [{ code: SYNTAX, message: `ruff gave up: ${String(error)}`, start_location: { row: 1 } }]
  }
}
