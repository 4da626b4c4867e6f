import { readFile, readdir } from 'node:fs/promises'
import { extname, join, relative } from 'node:path'
import { type Contents, contentsOf } from '../../file-contents.ts'

/** What a product manager and an architect write. */
const DOCUMENT_DIRECTORIES = new Set(['docs', 'resources'])
const DOCUMENT_ENDINGS = new Set(['.md', '.mermaid', '.mmd'])
/** What programs that the team runs leave behind. */
const LEFT_BEHIND = /^(\..*|node_modules|__pycache__)$/

/** Hashes of the files of code in a project, by path. Links are none: what they lead to is counted where it is. */
export async function codeIn(workspace: string): Promise<Contents> {
  const links = new Set(await linksBelow(workspace))
  return contentsOf(workspace, (path) => isCode(path) && !links.has(path))
}

async function linksBelow(workspace: string): Promise<string[]> {
  const entries = await readdir(workspace, { recursive: true, withFileTypes: true })
  return entries
    .filter((entry) => entry.isSymbolicLink())
    .map(({ parentPath, name }) => relative(workspace, join(parentPath, name)))
}

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
  const texts = changed.map(([path]) => readFile(join(workspace, path), 'utf8'))
  return (await Promise.all(texts)).every((text) => answersWithoutBlock.has(text.trim()))
    ? 'the engineer answered with words and no code'
    : undefined
}
