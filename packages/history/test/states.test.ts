import { link, mkdir, readFile, readdir, stat, truncate, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { removeTree } from '@genai-devbench/files'
import { HISTORY_MODES, type HistoryMode } from '@genai-devbench/schema'
import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import {
  compareStates,
  keepState,
  readStates,
  restoreState,
  statePaths,
  wholeState,
} from '@genai-devbench/history'
import { readTree, tempDir, workspaces, writeTree } from './trees.ts'

const NOW = new Date('2026-01-01T00:00:00Z')

/** Keeps the workspace as it is now as the state after a step. */
const keep = (dir: string, step: number, mode: HistoryMode) =>
  keepState(
    join(dir, 'history'),
    join(dir, 'workspace'),
    { step, name: `Step ${step}`, execution_index: step, outcome: 'passed' },
    { mode, now: NOW },
  )

async function stateOf(dir: string, step: number) {
  const states = await readStates(join(dir, 'history'))
  return wholeState(
    states,
    states.find((state) => state.step === step)!,
  )!
}

async function restored(dir: string, step: number) {
  const to = join(dir, `restored_${step}`)
  await restoreState(join(dir, 'history'), await stateOf(dir, step), to)
  return readTree(to)
}

describe.each(HISTORY_MODES)('in mode %s', (mode) => {
  test('whatever the steps made of a workspace, each state is restored as it was', async () => {
    await fc.assert(
      fc.asyncProperty(workspaces, async (trees) => {
        await using dir = await tempDir()
        const workspace = join(dir.path, 'workspace')
        for (const [index, tree] of trees.entries()) {
          await removeTree(workspace)
          await writeTree(workspace, tree)
          await keep(dir.path, index + 1, mode)
        }
        for (const [index, tree] of trees.entries())
          expect(await restored(dir.path, index + 1)).toEqual({ ...tree })
      }),
      { numRuns: 25 },
    )
  })

  test('a content that is not as it was kept is named', async () => {
    await using dir = await tempDir()
    await writeTree(join(dir.path, 'workspace'), {
      'a.txt': { kind: 'file', mode: 0o644, content: new Uint8Array(3000).map((_, index) => index * index) },
    })
    await keep(dir.path, 1, mode)
    const { workspace, archive } = statePaths(join(dir.path, 'history'), 1)
    await truncate(mode === 'full' ? join(workspace, 'a.txt') : archive, 200)
    await expect(restored(dir.path, 1)).rejects.toThrow(/step_001 is damaged/)
  })

  test('what a crash left of a state is no state, and is not in the way', async () => {
    await using dir = await tempDir()
    await writeTree(join(dir.path, 'workspace'), { a: { kind: 'link', target: 'b' } })
    const partial = statePaths(join(dir.path, 'history', '.partial'), 1)
    await mkdir(partial.root, { recursive: true })
    await writeFile(partial.record, '{')
    expect(await readStates(join(dir.path, 'history'))).toEqual([])
    await keep(dir.path, 1, mode)
    expect(await restored(dir.path, 1)).toEqual({ a: { kind: 'link', target: 'b' } })
    expect(await readdir(join(dir.path, 'history'))).toEqual(['step_001'])
  })

  test('files that share an inode are restored each for itself', async () => {
    await using dir = await tempDir()
    const workspace = join(dir.path, 'workspace')
    await mkdir(workspace)
    await writeFile(join(workspace, 'a'), 'shared')
    await link(join(workspace, 'a'), join(workspace, 'b'))
    await keep(dir.path, 1, mode)
    await writeFile(join(workspace, 'c'), 'new')
    await keep(dir.path, 2, mode)
    expect(Object.keys(await restored(dir.path, 2))).toEqual(['a', 'b', 'c'])
  })
})

test('a difference holds no content twice: not one that stayed, moved, was copied or came back', async () => {
  await using dir = await tempDir()
  const workspace = join(dir.path, 'workspace')
  const content = new Uint8Array(5000).map(() => Math.random() * 256)
  const file = { kind: 'file' as const, mode: 0o644, content }
  const trees = [{ a: file }, { b: file, c: file }, {}, { d: { ...file, mode: 0o755 } }]
  for (const [index, tree] of trees.entries()) {
    await removeTree(workspace)
    await writeTree(workspace, tree)
    await keep(dir.path, index + 1, 'diff')
  }
  const sizes = await Promise.all(
    [2, 3, 4].map((step) =>
      stat(statePaths(join(dir.path, 'history'), step).archive).then(
        ({ size }) => size,
        () => 0,
      ),
    ),
  )
  expect(sizes).toEqual([0, 0, 0])
  expect(await restored(dir.path, 4)).toEqual({ d: { ...file, mode: 0o755 } })
})

test('a difference builds on no damaged state: then it is complete in itself', async () => {
  await using dir = await tempDir()
  const workspace = join(dir.path, 'workspace')
  await mkdir(workspace)
  await writeFile(join(workspace, 'a'), 'a')
  await keep(dir.path, 1, 'diff')
  await writeFile(statePaths(join(dir.path, 'history'), 1).record, 'damaged')
  await keep(dir.path, 2, 'diff')
  expect(Object.keys(await restored(dir.path, 2))).toEqual(['a'])
})

test('a state is restored into no directory that holds something', async () => {
  await using dir = await tempDir()
  await mkdir(join(dir.path, 'workspace'))
  await keep(dir.path, 1, 'full')
  await mkdir(join(dir.path, 'restored_1'))
  await writeFile(join(dir.path, 'restored_1', 'mine'), 'kept')
  await expect(restored(dir.path, 1)).rejects.toThrow(/is not empty/)
  expect(await readFile(join(dir.path, 'restored_1', 'mine'), 'utf8')).toBe('kept')
})

test('two states are compared file by file, texts as text', async () => {
  await using dir = await tempDir()
  const workspace = join(dir.path, 'workspace')
  const text = (content: string) => ({ kind: 'file' as const, mode: 0o644, content: Buffer.from(content) })
  await writeTree(workspace, { 'a.txt': text('1\n'), 'b.bin': text('\0'), gone: text('x'), same: text('y') })
  await keep(dir.path, 1, 'diff')
  await removeTree(workspace)
  await writeTree(workspace, { 'a.txt': text('2\n'), 'b.bin': text('\0\0'), new: text('z'), same: text('y') })
  await keep(dir.path, 2, 'diff')
  const changes = await compareStates(
    join(dir.path, 'history'),
    await stateOf(dir.path, 1),
    await stateOf(dir.path, 2),
  )
  expect(changes.map(({ path, before, after, text: texts }) => [path, !!before, !!after, texts])).toEqual([
    ['a.txt', true, true, { before: '1\n', after: '2\n' }],
    ['b.bin', true, true, null],
    ['gone', true, false, { before: 'x', after: '' }],
    ['new', false, true, { before: '', after: 'z' }],
  ])
})
