import { existsSync } from 'node:fs'
import { symlink, writeFile } from 'node:fs/promises'
import { makeDirectory } from '@genai-devbench/files'
import { expect, test } from 'vitest'
import { TempDir } from './temp-dir.ts'

test('a directory is made with all that is missing above it, and may be there already', async () => {
  await using dir = await TempDir.make()
  await Promise.all([makeDirectory(dir.join('a/b/c')), makeDirectory(dir.join('a/b/d'))])
  await makeDirectory(dir.join('a/b'))
  expect([dir.join('a/b/c'), dir.join('a/b/d')].every(existsSync)).toBe(true)
})

test('a file or a dead link in the way is named', async () => {
  await using dir = await TempDir.make()
  await writeFile(dir.join('file'), '')
  await symlink('nowhere/at/all', dir.join('link'))
  await expect(makeDirectory(dir.join('file'))).rejects.toMatchObject({ code: 'EEXIST' })
  await expect(makeDirectory(dir.join('file/inner'))).rejects.toMatchObject({ code: 'ENOTDIR' })
  await expect(makeDirectory(dir.join('link/inner'))).rejects.toMatchObject({
    code: 'EEXIST',
    path: dir.join('link'),
  })
})

test.runIf(process.platform === 'linux')('a file system that takes none answers', async () => {
  await expect(makeDirectory('/proc/devbench/inner')).rejects.toMatchObject({
    code: 'ENOENT',
    path: '/proc/devbench',
  })
})
