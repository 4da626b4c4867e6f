import { chmod, mkdir, readdir, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { filesBelow } from '@genai-devbench/files'
import { experimentPaths, readJournal } from '@genai-devbench/store'
import { describe, expect, test } from 'vitest'
import { devbench, finishedRuns } from '../support/devbench.ts'
import { publishedBin } from '../support/published-form.ts'
import { smallDisk } from '../support/small-disk.ts'

const canMount = await (async () => {
  await using fixture = await devbench()
  return (await smallDisk(fixture, 'size=4k')) !== undefined
})()
if (!canMount)
  console.log(
    'skipped: full and read-only disks; this system does not let tests mount a tmpfs (unshare, mount)',
  )

const OFFLINE = [
  '--config-set',
  'minimal',
  '--provider',
  'scripted',
  '--frameworks',
  'direct',
  '--model',
  'gpt-4o-mini',
]

describe.skipIf(!canMount)('on a disk that is too small or read-only', { concurrent: true }, () => {
  test('new-experiment leaves nothing half-made, at whatever point the disk is full', async () => {
    await using fixture = await devbench()
    const whole = await size((await fixture.make('whole')).root)
    // With room for the whole experiment and nothing more, it is the registry that cannot be written, at the very end.
    for (const bytes of [8192, Math.ceil(whole / 8192) * 4096, whole]) {
      const disk = await smallDisk(fixture, `size=${bytes}`)
      if (!disk) throw new Error('no disk')
      const { code, stdout, stderr } = await disk.run(
        'new-experiment',
        '--name',
        'whole',
        ...OFFLINE,
        '--experiments-dir',
        disk.dir,
      )
      expect({ code, stdout }).toEqual({ code: 2, stdout: '' })
      expect(stderr).toMatch(/^error: .*No space left on the device\. Free some and call the command again/)
      expect(stderr).not.toContain('config_sets')
      expect(await readdir(disk.seen)).toEqual([])
    }
  })

  test('run-experiment keeps every finished run, says what is wrong and goes on once there is space', async () => {
    await using fixture = await devbench()
    const disk = await smallDisk(fixture, 'size=20m')
    if (!disk) throw new Error('no disk')
    const inDisk = ['--experiments-dir', disk.dir]
    await disk.run('new-experiment', '--name', 'long', ...OFFLINE, '--max-runs', '5', ...inDisk)
    const paths = experimentPaths(join(disk.seen, 'long'))
    await disk.run('run-experiment', 'long', '--max-runs', '1', ...inDisk)
    // Room for one more run and a half.
    const oneRun = await size(paths.run('direct', 1).root)
    await disk.remount(`size=${(await size(paths.root)) + Math.ceil((1.5 * oneRun) / 4096) * 4096}`)
    const { code, stderr, stdout } = await disk.run('run-experiment', 'long', ...inDisk)
    expect(code).toBeGreaterThan(0)
    expect(stdout + stderr).toMatch(/no space left on the device/i)
    expect(stderr).not.toContain('    at ')
    const kept = await readJournal(paths)
    expect(kept.length).toBeGreaterThanOrEqual(1)
    expect(kept.every(({ outcome }) => outcome === 'completed')).toBe(true)

    await disk.remount('size=20m')
    expect(await disk.run('run-experiment', 'long', ...inDisk)).toMatchObject({ code: 0 })
    expect((await readJournal(paths)).slice(0, kept.length)).toEqual(kept)
    expect(await finishedRuns(paths)).toEqual([1, 2, 3, 4, 5].map((run) => `direct ${run} completed`))
  })

  test('a read-only disk is named, and what does not write still works', async () => {
    await using fixture = await devbench()
    const disk = await smallDisk(fixture, 'size=20m')
    if (!disk) throw new Error('no disk')
    const inDisk = ['--experiments-dir', disk.dir]
    await disk.run('new-experiment', '--name', 'there', ...OFFLINE, ...inDisk)
    await disk.remount('ro')
    const made = await disk.run('new-experiment', '--name', 'another', ...OFFLINE, ...inDisk)
    expect(made).toMatchObject({
      code: 2,
      stdout: '',
      stderr: expect.stringMatching(
        new RegExp(`^error: ${disk.dir}.*: The file system is read-only\\. Choose another directory\\.`),
      ),
    })
    expect(await disk.run('run-experiment', 'there', '--dry-run', ...inDisk)).toMatchObject({ code: 0 })
    const run = await disk.run('run-experiment', 'there', ...inDisk)
    expect(run).toMatchObject({ code: 2, stderr: expect.stringContaining('The file system is read-only.') })
  })
})

// Root may write everywhere; `nobody` may not, provided that it can read the toolkit.
const asNobody =
  process.getuid?.() === 0 ? ['setpriv', '--reuid=65534', '--regid=65534', '--clear-groups'] : []
const canTry = await (async () => {
  await using fixture = await devbench()
  await chmod(fixture.dir, 0o755)
  return (
    (await fixture.launch('env', [...asNobody, process.execPath, publishedBin('list-config-sets')]).ended)
      .code === 0
  )
})()
if (!canTry)
  console.log(
    'skipped: a directory without permission; the tests run as root and cannot become another user (setpriv) who can read the toolkit',
  )

test.skipIf(!canTry)('a directory without permission is named, and nothing is made in it', async () => {
  await using fixture = await devbench()
  await mkdir(fixture.experiments)
  await chmod(fixture.dir, 0o755)
  await chmod(fixture.experiments, 0o555)
  const { code, stdout, stderr } = await fixture.launch('env', [
    ...asNobody,
    process.execPath,
    publishedBin('new-experiment'),
    '--name',
    'x',
    ...OFFLINE,
  ]).ended
  expect({ code, stdout }).toEqual({ code: 2, stdout: '' })
  expect(stderr).toMatch(
    new RegExp(`^error: ${fixture.experiments}.*: Permission denied\\. Choose a directory you may write to`),
  )
  expect(await readdir(fixture.experiments)).toEqual([])
})

async function size(root: string): Promise<number> {
  const sizes = await Promise.all(
    (await filesBelow(root)).map(
      async (path) => Math.ceil((await stat(join(root, path))).size / 4096) * 4096,
    ),
  )
  return sizes.reduce((sum, bytes) => sum + bytes, 0)
}
