import { spawnSync } from 'node:child_process'
import { resolve } from 'node:path'
import { adapterIds, installDir, loadAdapter } from '@genai-devbench/adapters'
import { expect, test } from 'vitest'

/** Runs a program with no network but its own loopback. */
const ALONE = ['--map-root-user', '--net', 'sh', '-c', 'ip link set lo up && exec "$@"', 'sh']
const canBeAlone = spawnSync('unshare', [...ALONE, 'true']).status === 0

test.for(adapterIds())(
  'the framework %s works with nothing but loopback',
  { timeout: 300_000 },
  async (id, { skip }) => {
    const { installation } = await loadAdapter(id)
    const faults = (await installation?.check(installDir(id))) ?? []
    if (faults.length > 0) skip(`${id} is not installed (devbench frameworks install ${id}): ${faults[0]}`)
    if (!canBeAlone) skip('this system gives no network namespace')
    const doctor = [process.execPath, resolve('packages/cli/bin/devbench.js'), 'frameworks', 'doctor', id]
    const { status, stdout, stderr } = spawnSync('unshare', [...ALONE, ...doctor], { encoding: 'utf8' })
    expect(`${stdout}${stderr}`).toMatch(/ran end to end against the scripted model|needs options/)
    expect(status).toBe(0)
  },
)
