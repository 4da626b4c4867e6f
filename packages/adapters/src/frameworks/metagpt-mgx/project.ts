import { readFile } from 'node:fs/promises'
import { extname, join } from 'node:path'
import { type Contents, contentsOf } from '../../file-contents.ts'

/** What a product manager and an architect write. */
const DOCUMENT_DIRECTORIES = new Set(['docs', 'resources'])
const DOCUMENT_ENDINGS = new Set(['.md', '.mermaid', '.mmd'])
/** What programs that the team runs leave behind. */
const LEFT_BEHIND = /^(\..*|node_modules|__pycache__)$/

/** Hashes of the files of code in a project, by path. */
export const codeIn = (workspace: string): Promise<Contents> => contentsOf(workspace, isCode)

function isCode(path: string): boolean {
  const directories = path.split('/').slice(0, -1)
  return (
    !DOCUMENT_DIRECTORIES.has(directories[0] ?? '') &&
    !DOCUMENT_ENDINGS.has(extname(path)) &&
    !directories.some((name) => LEFT_BEHIND.test(name))
  )
}

/** Why what is new or changed since `before` is no product; undefined when it is one. */
export async function productFault(
  workspace: string,
  before: Contents,
  answersWithoutBlock: ReadonlySet<string>,
): Promise<string | undefined> {
  const changed = [...(await codeIn(workspace))].filter(([path, hash]) => before.get(path) !== hash)
  if (changed.length === 0) return 'MetaGPT wrote or changed no file of code'
  // A link may lead nowhere: then it holds no words either.
  const texts = changed.map(([path]) => readFile(join(workspace, path), 'utf8').catch(() => ''))
  return (await Promise.all(texts)).every((text) => answersWithoutBlock.has(text.trim()))
    ? 'the engineer answered with words and no code'
    : undefined
}
