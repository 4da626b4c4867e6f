import { lstat, readFile } from 'node:fs/promises'
import { extname, join } from 'node:path'
import { filesBelow, sha256 } from '@genai-devbench/files'

/** What a product manager and an architect write. */
const DOCUMENT_DIRECTORIES = new Set(['docs', 'resources'])
const DOCUMENT_ENDINGS = new Set(['.md', '.mermaid', '.mmd'])
/** What programs that the team runs leave behind. */
const LEFT_BEHIND = /^(\..*|node_modules|__pycache__)$/

export type Code = ReadonlyMap<string, string>

/** Hashes of the files of code in a project, by path. */
export async function codeIn(workspace: string): Promise<Code> {
  const code = new Map<string, string>()
  for (const path of (await filesBelow(workspace)).filter(isCode)) {
    const file = join(workspace, path)
    if ((await lstat(file)).isFile()) code.set(path, sha256(await readFile(file)))
  }
  return code
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
  before: Code,
  answersWithoutBlock: ReadonlySet<string>,
): Promise<string | undefined> {
  const changed = [...(await codeIn(workspace))].filter(([path, hash]) => before.get(path) !== hash)
  if (changed.length === 0) return 'MetaGPT wrote or changed no file of code'
  const contents = await Promise.all(changed.map(([path]) => readFile(join(workspace, path), 'utf8')))
  return contents.every((content) => answersWithoutBlock.has(content.trim()))
    ? 'the engineer answered with words and no code'
    : undefined
}
