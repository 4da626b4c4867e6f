import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdir, readdir } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { basename, join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { expect, test } from 'vitest'
import { removeAbandoned } from '../src/directories/temporary-directory.ts'
import { TempDir } from './temp-dir.ts'

const TSX = pathToFileURL(createRequire(import.meta.url).resolve('tsx')).href
const SCRIPT = join(import.meta.dirname, 'abandoning-process.main.ts')

test('what a killed process left is removed, and nothing of a process at work or of another machine', async () => {
  await using dir = await TempDir.make()
  const child = spawn(process.execPath, ['--import', TSX, SCRIPT], {
    env: { TMPDIR: dir.path },
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  const [line] = (await once(child.stdout, 'data')) as [Buffer]
  const abandoned = basename(line.toString().trim())
  const others = ['devbench-notes', abandoned.replace(/-[0-9a-f]{8}-(?=\w+$)/, '-00000000-')]
  for (const other of others) await mkdir(join(dir.path, other))
  const left = async () => (await readdir(dir.path)).filter((name) => name.startsWith('devbench-')).toSorted()

  await removeAbandoned(dir.path)
  expect(await left()).toEqual([abandoned, ...others].toSorted())

  child.kill('SIGKILL')
  await once(child, 'exit')
  await removeAbandoned(dir.path)
  expect(await left()).toEqual(others.toSorted())
})
