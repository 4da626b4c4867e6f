import { appendFile, lstat, mkdir, readFile, symlink, utimes, writeFile } from 'node:fs/promises'
import { createServer } from 'node:net'
import { join } from 'node:path'
import { areSameTrees, copyTree, listTree } from '@genai-devbench/history'
import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import { readTree, tempDir, workspaces, writeTree } from './trees.ts'

test('a copy is what the original is, and its list says what is in it', async () => {
  await fc.assert(
    fc.asyncProperty(workspaces, async ([tree]) => {
      await using dir = await tempDir()
      await writeTree(join(dir.path, 'a'), tree!)
      const entries = await copyTree(join(dir.path, 'a'), join(dir.path, 'b'))
      expect(await readTree(join(dir.path, 'b'))).toEqual({ ...tree })
      expect(areSameTrees(entries, await listTree(join(dir.path, 'a')))).toBe(true)
    }),
    { numRuns: 20 },
  )
})

test('what stayed as it was is shared with the copy before, never with the original', async () => {
  await using dir = await tempDir()
  const at = (...parts: string[]) => join(dir.path, ...parts)
  const inode = async (path: string) => (await lstat(path)).ino
  await mkdir(at('live'))
  for (const name of ['same', 'appended', 'rewritten']) await writeFile(at('live', name), 'content')
  const first = await copyTree(at('live'), at('1'))
  const { atime, mtime } = await lstat(at('live', 'rewritten'))
  await appendFile(at('live', 'appended'), 'more')
  // In place, of the same size and with the time of before: only its content tells.
  await writeFile(at('live', 'rewritten'), 'CONTENT', { flag: 'r+' })
  await utimes(at('live', 'rewritten'), atime, mtime)
  const second = await copyTree(at('live'), at('2'), { root: at('1'), entries: first })
  expect(await inode(at('2', 'same'))).toBe(await inode(at('1', 'same')))
  expect(areSameTrees(second, await listTree(at('live')))).toBe(true)
  expect(await readFile(at('1', 'rewritten'), 'utf8')).toBe('content')
  for (const copy of ['1', '2'])
    for (const name of ['same', 'appended', 'rewritten'])
      expect(await inode(at(copy, name))).not.toBe(await inode(at('live', name)))
})

test('times are kept, and links that lead nowhere', async () => {
  await using dir = await tempDir()
  const [from, to] = [join(dir.path, 'a'), join(dir.path, 'b')]
  await mkdir(join(from, 'inner'), { recursive: true })
  await writeFile(join(from, 'inner/file'), '')
  await symlink('/no/such/place', join(from, 'link'))
  const then = new Date('2020-02-02T02:02:02.020Z')
  await utimes(join(from, 'inner/file'), then, then)
  await utimes(join(from, 'inner'), then, then)
  await copyTree(from, to)
  expect((await lstat(join(to, 'inner/file'))).mtime).toEqual(then)
  expect((await lstat(join(to, 'inner'))).mtime).toEqual(then)
})

test('a socket that a program left is passed over; a name that is no UTF-8 is an error', async () => {
  await using dir = await tempDir()
  const from = join(dir.path, 'a')
  await mkdir(from)
  const server = createServer()
  await new Promise<void>((resolve) => server.listen(join(from, 'socket'), resolve))
  expect(await copyTree(from, join(dir.path, 'b'))).toEqual([])
  server.close()
  await writeFile(Buffer.concat([Buffer.from(`${from}/`), Buffer.from([0xff])]), '')
  await expect(copyTree(from, join(dir.path, 'c'))).rejects.toThrow(/no UTF-8/)
})
