import { rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { copyConfigSet, devbench } from '../support/devbench.ts'

describe.concurrent('list-config-sets', () => {
  test('shows name, version, number of steps and description of each set', async () => {
    await using fixture = await devbench()
    const { code, stdout, stderr } = await fixture.run('list-config-sets')
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' })
    expect(stdout).toMatch(/^default +\d+\.\d+\.\d+ +6 steps\n +A school/m)
    expect(stdout).toMatch(/^minimal +\d+\.\d+\.\d+ +1 step\n +One small step/m)
    expect(stdout).not.toContain('prompts/')
  })

  test('--verbose shows every step with its description and prompt file', async () => {
    await using fixture = await devbench()
    const { stdout } = await fixture.run('list-config-sets', '--verbose')
    expect(stdout).toMatch(/4\. Authentication +\(prompts\/04_authentication\.txt\)\n +Register, log in/)
    expect(stdout.match(/\(prompts\//g)).toHaveLength(7)
  })

  test('--json is JSON, with the steps', async () => {
    await using fixture = await devbench()
    const { stdout } = await fixture.run('list-config-sets', '--json')
    const listed = JSON.parse(stdout) as {
      name: string
      version: string
      step_count: number
      steps: unknown[]
    }[]
    expect(listed.map(({ name, step_count }) => [name, step_count])).toEqual([
      ['default', 6],
      ['minimal', 1],
    ])
    expect(listed[1]?.steps).toEqual([
      {
        id: 1,
        name: 'Hello World API',
        prompt_file: 'prompts/01_hello_world_api.txt',
        description: expect.any(String),
      },
    ])
  })

  test('a broken set shows what is wrong with it, and the others still list', async () => {
    await using fixture = await devbench()
    const sets = join(fixture.dir, 'sets')
    await copyConfigSet('minimal', join(sets, 'minimal'))
    await copyConfigSet('minimal', join(sets, 'broken'))
    await rm(join(sets, 'broken/prompts/01_hello_world_api.txt'))
    await writeFile(join(fixture.dir, 'sets/notes.txt'), 'no config set')
    const { code, stdout } = await fixture.run('list-config-sets', '--config-sets-dir', sets)
    expect(code).toBe(0)
    expect(stdout).toMatch(
      /^broken +\[ERROR: metadata\.yaml:1:7 name: name is "minimal" but the directory is "broken"\. .*\(and 1 more; --verbose shows all\)\]/m,
    )
    expect(stdout).toMatch(/^minimal +\d/m)
    expect(stdout).not.toContain('notes')
    const verbose = await fixture.run('list-config-sets', '--verbose', '--config-sets-dir', sets)
    expect(verbose.stdout).toMatch(
      /\[ERROR: metadata\.yaml:\d+:\d+ available_steps\[0\]\.prompt_file: prompts\/01_hello_world_api\.txt does not exist\./,
    )
  })

  test('a directory that is not there is an error that says how to name another', async () => {
    await using fixture = await devbench()
    const { code, stderr } = await fixture.run('list-config-sets', '--config-sets-dir', 'nowhere')
    expect(code).toBe(2)
    expect(stderr).toContain(`${fixture.dir}/nowhere cannot be read (ENOENT)`)
    expect(stderr).toContain('--config-sets-dir')
  })
})
