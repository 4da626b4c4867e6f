import { appendFile, lstat, mkdir, readFile, readdir, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { HISTORY_MODES } from '@genai-devbench/schema'
import { keepState } from '@genai-devbench/history'
import { expect, test } from 'vitest'
import { tempDir } from './trees.ts'

const KB = 1000
const STEPS = [200, 350, 500, 650, 800].map((size) => size * KB)

/** The sources of this repository: text as developers write it. */
async function sourceFiles(): Promise<{ path: string; text: string }[]> {
  const packages = join(import.meta.dirname, '../..')
  const folders = (await readdir(packages)).flatMap((name) => [`${name}/src`, `${name}/test`])
  const nested = folders.map(async (folder) => {
    const names = await readdir(join(packages, folder), { recursive: true }).catch(() => [])
    return names.filter((name) => name.endsWith('.ts')).map((name) => `${folder}/${name}`)
  })
  const paths = (await Promise.all(nested)).flat().toSorted()
  return Promise.all(
    paths.map(async (path) => ({ path, text: await readFile(join(packages, path), 'utf8') })),
  )
}

/** As `du` counts: whole blocks, directories too. */
async function sizeOnDisk(path: string): Promise<number> {
  const stats = await lstat(path)
  if (!stats.isDirectory()) return stats.blocks * 512
  const inner = await Promise.all((await readdir(path)).map((name) => sizeOnDisk(join(path, name))))
  return inner.reduce((sum, size) => sum + size, stats.blocks * 512)
}

test('five steps that grow a project from 200 to 800 KB take at most 1.5 times its final size in mode diff', async () => {
  await using dir = await tempDir()
  const workspace = join(dir.path, 'workspace')
  const sources = (await sourceFiles()).values()
  let size = 0
  for (const [index, until] of STEPS.entries()) {
    const before = size === 0 ? [] : await readdir(workspace, { recursive: true })
    // A step works on what is there, too: every fifth file is extended.
    for (const path of before.filter((name, at) => name.endsWith('.ts') && at % 5 === index)) {
      await appendFile(join(workspace, path), `export const changedIn = ${index}\n`.repeat(10))
    }
    while (size < until) {
      const { value: source, done } = sources.next()
      if (done) throw new Error('the sources are too few for this test')
      await mkdir(dirname(join(workspace, source.path)), { recursive: true })
      await writeFile(join(workspace, source.path), source.text)
      size += source.text.length
    }
    for (const mode of HISTORY_MODES) {
      const step = { step: index + 1, name: 'x', execution_index: index + 1, outcome: 'passed' as const }
      await keepState(join(dir.path, mode), workspace, step, { mode, now: new Date(0) })
    }
  }
  const final = await sizeOnDisk(workspace)
  const ratios = await Promise.all(
    HISTORY_MODES.map(async (mode) => [mode, (await sizeOnDisk(join(dir.path, mode))) / final] as const),
  )
  console.log(
    `history of five steps, 200 to 800 KB, on disk against the final state: ${ratios.map(([mode, ratio]) => `${mode} ${ratio.toFixed(2)}`).join(', ')}`,
  )
  const { diff, compressed, full } = Object.fromEntries(ratios) as Record<(typeof ratios)[number][0], number>
  expect(diff).toBeLessThanOrEqual(1.5)
  expect(diff).toBeLessThan(compressed)
  expect(compressed).toBeLessThan(full)
})
