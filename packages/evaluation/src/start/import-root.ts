import { existsSync } from 'node:fs'
import { join } from 'node:path'
import type { SourceFile } from '../quality/sources/read-sources.ts'

const IMPORTED = /^[ \t]*(?:from|import)[ \t]+([A-Za-z_]\w*)/gm
const IMPORTED_FROM_BESIDE = /^[ \t]*from[ \t]+\.+[ \t]*\w*[ \t]+import\b/m
const NAME = /^[A-Za-z_]\w*$/

/**
 * From which directory of a project a file is to be started, and what it is called there: the outermost one in which
 * everything is found that the file imports from the project.
 */
export function importRoot(
  project: string,
  { path, text }: SourceFile,
): { directory: string; module: string } {
  const parts = path
    .replace(/\.py$/, '')
    .replace(/\/__init__$/, '')
    .split('/')
  const isPackage = path.endsWith('/__init__.py')
  // A directory that cannot be named in Python can only be started from within; what imports from beside it lies in a package.
  const outermost = parts.slice(0, -1).findLastIndex((part) => !NAME.test(part)) + 1
  const innermost = parts.length - (IMPORTED_FROM_BESIDE.test(text) && !isPackage ? 2 : 1)
  const depths = Array.from(
    { length: Math.max(1, innermost - outermost + 1) },
    (_, index) => outermost + index,
  )
  const has = (depth: number, name: string): boolean =>
    ['', '.py'].some((end) => existsSync(join(project, ...parts.slice(0, depth), `${name}${end}`)))
  const own = [...new Set(Array.from(text.matchAll(IMPORTED), ([, name = '']) => name))].filter((name) =>
    depths.some((depth) => has(depth, name)),
  )
  const chosen = depths.find((depth) => own.every((name) => has(depth, name))) ?? outermost
  return { directory: parts.slice(0, chosen).join('/'), module: parts.slice(chosen).join('.') }
}
