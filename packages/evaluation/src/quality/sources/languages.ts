import { extname } from 'node:path'

/** A language whose code is measured, named as its tree-sitter grammar. */
export type Language = 'python' | 'javascript' | 'typescript' | 'tsx'

const BY_EXTENSION: Record<string, Language> = {
  '.py': 'python',
  '.js': 'javascript',
  '.mjs': 'javascript',
  '.cjs': 'javascript',
  '.jsx': 'javascript',
  '.ts': 'typescript',
  '.mts': 'typescript',
  '.cts': 'typescript',
  '.tsx': 'tsx',
}

/** Programming languages that no analyser here reads: their files are counted, so that nobody takes them for measured. */
const UNMEASURED = new Set([
  '.go',
  '.java',
  '.kt',
  '.rs',
  '.rb',
  '.php',
  '.cs',
  '.c',
  '.cc',
  '.cpp',
  '.h',
  '.swift',
  '.scala',
  '.vue',
  '.svelte',
])

/** Language by a path's extension; null for a language that is known but not measured, undefined for what is no code. */
export function languageOf(path: string): Language | null | undefined {
  const extension = extname(path).toLowerCase()
  return BY_EXTENSION[extension] ?? (UNMEASURED.has(extension) ? null : undefined)
}
