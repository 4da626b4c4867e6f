import { existsSync } from 'node:fs'
import { chmod, mkdir, writeFile } from 'node:fs/promises'
import { removeTree } from '@genai-devbench/files'
import { expect, test } from 'vitest'
import { TempDir, unprivileged } from './temp-dir.ts'

test('read-only directories, as package managers make them, are removed too', async () => {
  await using dir = await TempDir.make()
  await chmod(dir.path, 0o777)
  await unprivileged(async () => {
    await mkdir(dir.join('cache/inner'), { recursive: true })
    await writeFile(dir.join('cache/inner/file'), '')
    await chmod(dir.join('cache/inner'), 0o555)
    await chmod(dir.join('cache'), 0o555)
    await removeTree(dir.join('cache'))
  })
  expect(existsSync(dir.join('cache'))).toBe(false)
  await removeTree(dir.join('cache'))
})
