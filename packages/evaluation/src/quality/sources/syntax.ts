import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import type { Language as Grammar, Node, Parser } from '@vscode/tree-sitter-wasm'
import type { Language } from './languages.ts'

export type { Node }

const PACKAGE = '@vscode/tree-sitter-wasm'

let parser: Promise<Parser> | undefined
const grammars = new Map<Language, Promise<Grammar>>()

/**
 * Parses by tree-sitter and hands the tree's root to `use`; the tree lives in WebAssembly's memory and is freed
 * afterwards. Code with errors gives a tree as well, with ERROR nodes in it.
 */
export async function withSyntax<Result>(
  language: Language,
  text: string,
  use: (root: Node) => Result,
): Promise<Result> {
  parser ??= makeParser()
  const ready = await parser
  ready.setLanguage(await grammarOf(language))
  const tree = ready.parse(text)
  if (tree === null) throw new Error(`tree-sitter gave no tree for a text in ${language}`)
  try {
    return use(tree.rootNode)
  } finally {
    tree.delete()
  }
}

/** Version of the parser and its grammars. */
export function syntaxVersion(): string {
  return (createRequire(import.meta.url)(`${PACKAGE}/package.json`) as { version: string }).version
}

async function makeParser(): Promise<Parser> {
  const { default: treeSitter } = await import('@vscode/tree-sitter-wasm')
  await treeSitter.Parser.init()
  return new treeSitter.Parser()
}

function grammarOf(language: Language): Promise<Grammar> {
  const known = grammars.get(language)
  if (known !== undefined) return known
  const loading = import('@vscode/tree-sitter-wasm').then(({ default: treeSitter }) =>
    treeSitter.Language.load(
      join(dirname(createRequire(import.meta.url).resolve(PACKAGE)), `tree-sitter-${language}.wasm`),
    ),
  )
  grammars.set(language, loading)
  return loading
}
