import { execFile } from 'node:child_process'
import { chmod, mkdir, rename, symlink, utimes, writeFile } from 'node:fs/promises'
import { promisify } from 'node:util'
import { fileTreeHash, filesBelow, sha256 } from '@genai-devbench/files'
import { describe, expect, test } from 'vitest'
import { TempDir } from './temp-dir.ts'

async function tree(files: Record<string, string>): Promise<TempDir> {
  const dir = await TempDir.make()
  for (const [path, content] of Object.entries(files)) {
    await mkdir(dir.join(path, '..'), { recursive: true })
    await writeFile(dir.join(path), content)
  }
  return dir
}

const FILES = { 'a.txt': 'one', 'prompts/01.txt': 'two', 'prompts/課程 🎓.txt': 'three' }

describe('the files below a directory', () => {
  test('are listed with forward slashes, sorted by code unit', async () => {
    await using dir = await tree({
      b: '',
      'a/z': '',
      'a/A': '',
      'a-b': '',
      é: '',
      Z: '',
      '.hidden/x': '',
      ａ: '',
    })
    expect(await filesBelow(dir.path)).toEqual(['.hidden/x', 'Z', 'a-b', 'a/A', 'a/z', 'b', 'é', 'ａ'])
  })

  test('are those and the links; pipes and empty directories are not', async () => {
    await using dir = await tree({ 'a/file': '' })
    await mkdir(dir.join('a/empty/er'), { recursive: true })
    await symlink('file', dir.join('a/link'))
    await symlink('.', dir.join('a/loop'))
    await symlink('nowhere', dir.join('a/broken'))
    await promisify(execFile)('mkfifo', [dir.join('a/pipe')])
    expect(await filesBelow(dir.path)).toEqual(['a/broken', 'a/file', 'a/link', 'a/loop'])
  })

  test('are none where there are none', async () => {
    await using dir = await TempDir.make()
    expect(await filesBelow(dir.path)).toEqual([])
    await expect(filesBelow(dir.join('none'))).rejects.toMatchObject({ code: 'ENOENT' })
  })
})

describe('the hash of a directory', () => {
  test('is the same for a copy, whatever its name, times and modes', async () => {
    await using one = await tree(FILES)
    await using other = await tree(Object.fromEntries(Object.entries(FILES).toReversed()))
    await utimes(other.join('a.txt'), 1, 1)
    await chmod(other.join('a.txt'), 0o600)
    expect(await fileTreeHash(one.path)).toBe(await fileTreeHash(other.path))
    expect(await fileTreeHash(one.path)).toMatch(/^[0-9a-f]{64}$/)
  })

  test('of an empty directory is that of nothing', async () => {
    await using dir = await TempDir.make()
    expect(await fileTreeHash(dir.path)).toBe(sha256(''))
    await mkdir(dir.join('empty'))
    expect(await fileTreeHash(dir.path)).toBe(sha256(''))
  })

  type Change = (dir: TempDir) => Promise<unknown>
  test.for<[string, Change]>([
    ['a content', (dir) => writeFile(dir.join('a.txt'), 'One')],
    ['a name', (dir) => rename(dir.join('a.txt'), dir.join('b.txt'))],
    ['a place', (dir) => rename(dir.join('a.txt'), dir.join('prompts/a.txt'))],
    ['a file more, though empty', (dir) => writeFile(dir.join('b.txt'), '')],
    ['a link more', (dir) => symlink('nowhere', dir.join('b.txt'))],
  ])('changes with %s', async ([, change]) => {
    await using dir = await tree(FILES)
    const before = await fileTreeHash(dir.path)
    await change(dir)
    expect(await fileTreeHash(dir.path)).not.toBe(before)
  })

  test('tells a link from a file that holds its target', async () => {
    await using one = await tree({ target: 'x', link: 'target' })
    await using other = await tree({ target: 'x' })
    await symlink('target', other.join('link'))
    expect(await fileTreeHash(one.path)).not.toBe(await fileTreeHash(other.path))
  })

  test('tells where one file ends and the next begins', async () => {
    await using one = await tree({ a: 'x', b: 'y' })
    await using other = await tree({ a: 'xb\0file\x001\0y' })
    expect(await fileTreeHash(one.path)).not.toBe(await fileTreeHash(other.path))
  })

  test('does not follow links, even in circles', async () => {
    await using dir = await tree(FILES)
    await symlink('..', dir.join('prompts/up'))
    const before = await fileTreeHash(dir.path)
    await writeFile(dir.join('a.txt'), 'changed')
    expect(await fileTreeHash(dir.path)).not.toBe(before)
  })
})
