import { chmod, mkdir, readFile, readdir, writeFile } from 'node:fs/promises'
import { writeFileAtomic, writeJson } from '@genai-devbench/files'
import { describe, expect, test } from 'vitest'
import { inLimitedProcess } from './limited-process.ts'
import { TempDir, unprivileged } from './temp-dir.ts'

test('a file is made, replaced, and leaves nothing beside it', async () => {
  await using dir = await TempDir.make()
  await writeFileAtomic(dir.join('a.txt'), 'old')
  await writeFileAtomic(dir.join('a.txt'), 'new, and longer')
  expect(await readFile(dir.join('a.txt'), 'utf8')).toBe('new, and longer')
  await writeFileAtomic(dir.join('a.txt'), new Uint8Array([0, 255]))
  expect([...(await readFile(dir.join('a.txt')))]).toEqual([0, 255])
  expect(await readdir(dir.path)).toEqual(['a.txt'])
})

test('JSON is written for people to read, with a line end', async () => {
  await using dir = await TempDir.make()
  await writeJson(dir.join('a.json'), { name: 'Zoë', runs: [1] })
  expect(await readFile(dir.join('a.json'), 'utf8')).toBe('{\n  "name": "Zoë",\n  "runs": [\n    1\n  ]\n}\n')
})

test('a reader finds the old content or the new, never a part', async () => {
  await using dir = await TempDir.make()
  const path = dir.join('a.txt')
  const contents = ['a', 'b', 'c'].map((letter) => letter.repeat(400_000))
  await writeFileAtomic(path, contents[0] ?? '')
  const writer = { isDone: false }
  const seen = new Set<string>()
  const read = async (): Promise<void> => {
    while (!writer.isDone) seen.add(await readFile(path, 'utf8'))
  }
  const readers = [read(), read(), read()]
  for (let round = 0; round < 60; round++) await writeFileAtomic(path, contents[round % 3] ?? '')
  writer.isDone = true
  await Promise.all(readers)
  expect(seen.size).toBeGreaterThan(1)
  expect([...seen].filter((text) => !contents.includes(text)).map((text) => text.length)).toEqual([])
})

test('of many writers at once one comes last, whole', async () => {
  await using dir = await TempDir.make()
  const contents = Array.from({ length: 20 }, (_, index) => String(index).repeat(10_000))
  await Promise.all(contents.map((content) => writeFileAtomic(dir.join('a.txt'), content)))
  expect(contents).toContain(await readFile(dir.join('a.txt'), 'utf8'))
  expect(await readdir(dir.path)).toEqual(['a.txt'])
})

describe('what cannot be written leaves the old content and no temporary file', () => {
  test('no room for it', async () => {
    await using dir = await TempDir.make()
    await writeFile(dir.join('a.txt'), 'old')
    expect(await inLimitedProcess('replace', dir.join('a.txt'))).toEqual(['EFBIG'])
    expect(await readFile(dir.join('a.txt'), 'utf8')).toBe('old')
    expect(await readdir(dir.path)).toEqual(['a.txt'])
  })

  test('no permission', async () => {
    await using dir = await TempDir.make()
    await writeFile(dir.join('a.txt'), 'old')
    await chmod(dir.path, 0o555)
    await unprivileged(() =>
      expect(writeFileAtomic(dir.join('a.txt'), 'new')).rejects.toMatchObject({ code: 'EACCES' }),
    )
    await chmod(dir.path, 0o755)
    expect(await readFile(dir.join('a.txt'), 'utf8')).toBe('old')
    expect(await readdir(dir.path)).toEqual(['a.txt'])
  })

  test('a directory in its place', async () => {
    await using dir = await TempDir.make()
    await mkdir(dir.join('a.txt'))
    await expect(writeFileAtomic(dir.join('a.txt'), 'new')).rejects.toMatchObject({ code: 'EISDIR' })
    expect(await readdir(dir.path)).toEqual(['a.txt'])
  })

  test('no directory to write into', async () => {
    await using dir = await TempDir.make()
    await expect(writeFileAtomic(dir.join('none', 'a.txt'), 'new')).rejects.toMatchObject({ code: 'ENOENT' })
    expect(await readdir(dir.path)).toEqual([])
  })
})
