import { lstat, readFile, readlink } from 'node:fs/promises'
import { join } from 'node:path'
import { filesBelow, sha256 } from '@genai-devbench/files'

/** Hashes by path. */
export type Contents = ReadonlyMap<string, string>

/** What programs leave behind when they run: no work of a framework's. */
const BY_PRODUCTS = new Set(['__pycache__', 'node_modules', '.venv', '.pytest_cache'])

export const isByProduct = (path: string): boolean => path.split('/').some((part) => BY_PRODUCTS.has(part))

/** What was generated: all files but those below the top-level names `own` of the framework, and what programs leave behind. */
export const codeContents = (workspace: string, own: readonly string[]): Promise<Contents> =>
  contentsOf(workspace, (path) => !own.includes(path.split('/')[0] ?? '') && !isByProduct(path))

/** Of the files below a directory, those whose paths are wanted. */
export async function contentsOf(root: string, isWanted: (path: string) => boolean): Promise<Contents> {
  const paths = (await filesBelow(root)).filter(isWanted)
  return new Map(
    await Promise.all(paths.map(async (path) => [path, await hashOf(join(root, path))] as const)),
  )
}

async function hashOf(path: string): Promise<string> {
  const isLink = (await lstat(path)).isSymbolicLink()
  return sha256(isLink ? await readlink(path) : await readFile(path))
}

/** Whether a file is new or differs from before. One that is gone is no work. */
export const hasWork = (before: Contents, after: Contents): boolean =>
  [...after].some(([path, hash]) => before.get(path) !== hash)
