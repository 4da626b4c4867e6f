import {
  chmod,
  lstat,
  mkdir,
  mkdtemp,
  readFile,
  readdir,
  readlink,
  symlink,
  writeFile,
} from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import * as fc from 'fast-check'
import { removeTree } from '@genai-devbench/files'

/** A tree in memory: a directory by its names. */
export type Tree =
  | { kind: 'file'; mode: number; content: Uint8Array }
  | { kind: 'link'; target: string }
  | { kind: 'directory'; mode: number; names: Record<string, Tree> }

const AWKWARD = [
  'a',
  'b',
  'ä',
  'a\u0308',
  '日本',
  '🙂',
  '@a',
  '-a',
  ' a',
  'a\nb',
  'a\\b',
  '__proto__',
  'x'.repeat(200),
  'é'.repeat(120),
]
const name = fc.oneof(
  { weight: 4, arbitrary: fc.constantFrom(...AWKWARD) },
  fc
    .string({ unit: 'binary', minLength: 1, maxLength: 20 })
    .filter((text) => !/[/\0]/.test(text) && text !== '.' && text !== '..'),
)
const content = fc.oneof(
  // Few, so that files share them and steps bring them back.
  fc.constantFrom('', 'one\n', 'two\n').map((text) => new TextEncoder().encode(text)),
  fc.uint8Array({ maxLength: 600 }),
)
const { tree } = fc.letrec<{ tree: Tree; file: Tree; link: Tree; directory: Tree }>((tie) => ({
  tree: fc.oneof({ depthSize: 'small' }, tie('file'), tie('link'), tie('directory')),
  file: fc.record({
    kind: fc.constant('file' as const),
    mode: fc.constantFrom(0o644, 0o755, 0o600, 0o444, 0o4755),
    content,
  }),
  link: fc.record({
    kind: fc.constant('link' as const),
    target: fc.oneof(name, fc.constantFrom('/nowhere', '../a', '.')),
  }),
  directory: fc.record({
    kind: fc.constant('directory' as const),
    mode: fc.constantFrom(0o755, 0o700, 0o555),
    names: fc.dictionary(name, tie('tree'), { maxKeys: 4 }),
  }),
}))

/** The states of a workspace, one after the other. */
export const workspaces = fc.array(fc.dictionary(name, tree, { maxKeys: 6 }), { minLength: 1, maxLength: 4 })

export async function writeTree(root: string, names: Record<string, Tree>): Promise<void> {
  await mkdir(root, { recursive: true })
  for (const [inner, node] of Object.entries(names)) {
    const path = join(root, inner)
    if (node.kind === 'link') await symlink(node.target, path)
    else if (node.kind === 'directory') await writeTree(path, node.names)
    else await writeFile(path, node.content)
    if (node.kind !== 'link') await chmod(path, node.mode)
  }
}

/** What is on disk, in the form of what was written. */
export async function readTree(root: string): Promise<Record<string, Tree>> {
  const nodes = (await readdir(root)).map(async (inner): Promise<[string, Tree]> => {
    const path = join(root, inner)
    const stats = await lstat(path)
    if (stats.isSymbolicLink()) return [inner, { kind: 'link', target: await readlink(path) }]
    const mode = stats.mode & 0o7777
    return stats.isDirectory()
      ? [inner, { kind: 'directory', mode, names: await readTree(path) }]
      : [inner, { kind: 'file', mode, content: new Uint8Array(await readFile(path)) }]
  })
  return Object.fromEntries(await Promise.all(nodes))
}

/** A directory for one test, removed with all that is in it. */
export async function tempDir(): Promise<AsyncDisposable & { path: string }> {
  const path = await mkdtemp(join(tmpdir(), 'devbench-history-'))
  return { path, [Symbol.asyncDispose]: () => removeTree(path) }
}
