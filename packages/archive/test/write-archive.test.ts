import { chmod, cp, mkdir, readFile, readdir, rename, stat, utimes, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { gunzipSync } from 'node:zlib'
import { sha256 } from '@genai-devbench/files'
import { experimentPaths, lockExperiment } from '@genai-devbench/store'
import { execa } from 'execa'
import { expect, test } from 'vitest'
import { writeArchive } from '../src/index.ts'
import { gzip } from '../src/write/gzip.ts'
import { ARTIFACTS, Experiment, NOON } from './experiment.fixture.ts'

test('what tar unpacks is what was archived, and sha256sum finds it so', async () => {
  await using experiment = await Experiment.make()
  const { sha256: hash, files } = await experiment.archive()
  expect(sha256(await readFile(experiment.archiveFile))).toBe(hash)
  const root = await experiment.unpack()
  const unpacked = await readdir(root, { recursive: true, withFileTypes: true })
  expect(files).toBe(unpacked.filter((entry) => entry.isFile()).length)
  await execa('sha256sum', ['--check', '--strict', '--quiet', 'SHA256SUMS'], { cwd: root })
  const { stdout } = await execa('diff', ['--recursive', '--no-dereference', experiment.paths.root, root], {
    reject: false,
  })
  expect(stdout.split('\n')).toEqual([`Only in ${root}/.meta: archive.json`, `Only in ${root}: SHA256SUMS`])
  expect((await stat(join(root, ARTIFACTS, 'start.sh'))).mode & 0o777).toBe(0o755)
  expect(await readdir(join(root, ARTIFACTS, 'empty/inner'))).toEqual([])
})

test('the same content gives the same bytes, wherever it lies and whenever it was written', async () => {
  await using experiment = await Experiment.make()
  const { sha256: first } = await experiment.archive()
  const elsewhere = join(experiment.dir, 'elsewhere')
  await cp(await experiment.unpack(), elsewhere, { recursive: true, verbatimSymlinks: true })
  await chmod(join(elsewhere, 'config/config.yaml'), 0o600)
  await utimes(join(elsewhere, 'config/config.yaml'), 1, 1)
  // Without .meta/experiment.json its name is that of its directory.
  await rename(elsewhere, join(experiment.dir, 'again'))
  await mkdir(elsewhere)
  await rename(join(experiment.dir, 'again'), join(elsewhere, 'my_test'))
  const output = join(experiment.dir, 'second.tar.gz')
  const again = await writeArchive(experimentPaths(join(elsewhere, 'my_test')), output, { now: new Date() })
  expect(again.sha256).toBe(first)
})

// Another compressor, or another version of it, would make archives that were cited impossible to make again.
test('the bytes of the compressor are those they always were, however the input is cut', async () => {
  const text = Buffer.from(Array.from({ length: 20_000 }, (_, n) => `${n} ${(n * n) % 977}\n`).join(''))
  const inPieces = async (size: number): Promise<Buffer> => {
    const pieces = (async function* () {
      for (let at = 0; at < text.length; at += size) yield text.subarray(at, at + size)
    })()
    const compressed: Uint8Array[] = []
    for await (const chunk of gzip(pieces)) compressed.push(chunk)
    return Buffer.concat(compressed)
  }
  const compressed = await inPieces(text.length)
  expect(gunzipSync(compressed).equals(text)).toBe(true)
  expect(await inPieces(777)).toEqual(compressed)
  expect(sha256(compressed)).toBe('89bedbd1fb620aa3fca7d95fdcf2b8b100242e52af517e61c6c3f04d0d9e9e5e')
})

test('an archive is not written over another file, nor into the experiment, nor while a runner is at work', async () => {
  await using experiment = await Experiment.make()
  await writeFile(experiment.archiveFile, 'mine')
  await expect(experiment.archive()).rejects.toMatchObject({ code: 'output_exists' })
  expect(await readFile(experiment.archiveFile, 'utf8')).toBe('mine')
  await expect(experiment.archive(experiment.path('x.tar.gz'))).rejects.toMatchObject({ code: 'bad_usage' })
  await expect(experiment.archive('/no/such/x.tar.gz')).rejects.toMatchObject({ code: 'no_directory' })
  const lock = await lockExperiment(experiment.paths, NOON)
  const other = join(experiment.dir, 'other.tar.gz')
  await expect(experiment.archive(other)).rejects.toMatchObject({ code: 'locked' })
  await lock[Symbol.asyncDispose]()
  expect(await readdir(experiment.dir)).toEqual(['my_test', 'my_test.tar.gz'])
})

test('stopped half-way it leaves no file and no lock', async () => {
  await using experiment = await Experiment.make()
  const stop = AbortSignal.abort()
  await expect(
    writeArchive(experiment.paths, experiment.archiveFile, { now: NOON, signal: stop }),
  ).rejects.toMatchObject({ name: 'AbortError' })
  expect(await readdir(experiment.dir)).toEqual(['my_test'])
  expect((await readdir(experiment.paths.meta)).toSorted()).toEqual(['config.hash', 'seal.json'])
})

test('a pipe is left out and named', async () => {
  await using experiment = await Experiment.make()
  await execa('mkfifo', [experiment.path('config/pipe')])
  expect((await experiment.archive()).leftOut).toEqual(['config/pipe'])
})
