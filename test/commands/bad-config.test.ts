import { mkdir, readFile, rm, symlink, unlink, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { ExperimentPaths } from '@genai-devbench/store'
import { describe, expect, test } from 'vitest'
import { devbench, editConfig } from '../support/devbench.ts'

/** What `run-experiment` says of an experiment from `default` after something was done to it. */
async function complaints(spoil: (paths: ExperimentPaths) => Promise<void>): Promise<string> {
  await using fixture = await devbench()
  const paths = await fixture.make('spoilt', { configSet: 'default' })
  await spoil(paths)
  const { code, stdout, stderr } = await fixture.run('run-experiment', 'spoilt')
  expect({ code, stdout }).toEqual({ code: 2, stdout: '' })
  expect(stderr).not.toContain('    at ')
  return stderr
}

const append = async ({ configFile }: ExperimentPaths, text: string): Promise<void> =>
  writeFile(configFile, text, { flag: 'a' })

/** Line of config.yaml that matches. */
async function lineOf({ configFile }: ExperimentPaths, text: string): Promise<number> {
  return (await readFile(configFile, 'utf8')).split('\n').findIndex((line) => line.includes(text)) + 1
}

describe.concurrent('a config.yaml that is not valid', () => {
  test('a YAML syntax error is shown with its line and column', async () => {
    let line = 0
    const stderr = await complaints(async (paths) => {
      await editConfig(paths, ['concurrency: 1', 'concurrency: : 1'])
      line = await lineOf(paths, 'concurrency: : 1')
    })
    expect(stderr).toMatch(
      new RegExp(`1 problem\\n {2}- config/config\\.yaml:${line}:\\d+: not valid YAML: `),
    )
  })

  test('unknown keys are shown where they are, each with the nearest known one, and missing ones are not added to them', async () => {
    let line = 0
    const stderr = await complaints(async (paths) => {
      await editConfig(
        paths,
        [/^model:/m, 'modle:'],
        ['  provider: scripted', '  providr: scripted'],
        ['max_runs:', 'max_run:'],
        ['enabled: true', 'enable: true'],
      )
      line = await lineOf(paths, 'max_run:')
    })
    expect(stderr).toContain('is not valid: 4 problems\n')
    expect(stderr).toContain('modle: unknown key "modle". Did you mean "model"?')
    expect(stderr).toContain('llm.providr: unknown key "providr". Did you mean "provider"?')
    expect(stderr).toContain(
      `config/config.yaml:${line}:3 stopping.max_run: unknown key "max_run". Did you mean "max_runs"?`,
    )
    expect(stderr).toContain('steps[0].enable: unknown key "enable". Did you mean "enabled"?')
  })

  test('a key that belongs to another choice is said to', async () => {
    const stderr = await complaints((paths) =>
      editConfig(
        paths,
        ['provider: scripted', 'provider: scripted\n  base_url: http://localhost/v1'],
        ['mode: sequential', 'mode: fixed'],
      ),
    )
    expect(stderr).toContain('llm.base_url: unknown key "base_url". It belongs to provider: openai')
    expect(stderr).toContain(
      'stopping.min_runs: unknown key "min_runs". It belongs to mode: sequential or mode: two_stage or mode: anytime.',
    )
  })

  test('everything that is wrong is reported at once, whatever its kind, in the order of the file', async () => {
    const stderr = await complaints(async (paths) => {
      await editConfig(
        paths,
        ['seed: 1', 'sed: 1'],
        ['- direct', '- dirct'],
        ['- id: 3', '- id: 2'],
        ['per_step: 1800', 'per_step: soon'],
        ['max_runs: 50', 'max_runs: 5'],
      )
      await rm(join(paths.config, 'prompts/06_testing.txt'))
    })
    const found = [...stderr.matchAll(/^ {2}- config\/config\.yaml:(\d+):\d+ ([^:]+): (.*)$/gm)].map(
      ([, line, path, message]) => ({ line: Number(line), path, message }),
    )
    expect(found.map(({ path }) => path)).toEqual([
      'sed',
      'frameworks[0]',
      'steps[2].id',
      'steps[5].prompt_file',
      'timeout.per_step',
      'stopping.max_runs',
    ])
    expect(found.map(({ line }) => line)).toEqual(found.map(({ line }) => line).toSorted((a, b) => a - b))
    expect(found.map(({ message }) => message)).toEqual([
      'unknown key "sed". Did you mean "seed"?',
      expect.stringContaining('There is no framework "dirct". Did you mean "direct"?'),
      'step id 2 is used twice. Give every step its own id.',
      'prompts/06_testing.txt does not exist. Create it or correct the path.',
      '"soon" is not a number.',
      'max_runs (5) is smaller than min_runs (10). Raise max_runs or lower min_runs.',
    ])
  })

  test('values of the wrong kind are said in plain words', async () => {
    const stderr = await complaints((paths) =>
      editConfig(
        paths,
        [/^model: .*/m, 'model: 4'],
        [/^frameworks:\n {2}- direct/m, 'frameworks: direct'],
        ['provider: scripted', 'provider: scriptd'],
        ['enabled: true', 'enabled: yes'],
        [/primary: .*/, 'primary: [tokens]'],
        ['concurrency: 1', 'concurrency: 0'],
      ),
    )
    for (const text of [
      'model: 4 is not a text.',
      'frameworks: "direct" is not a list.',
      'llm.provider: "scriptd" is not known here. Did you mean "scripted"?',
      'steps[0].enabled: "yes" is not true or false.',
      'metrics.primary[0]: "tokens" is not known here.',
      'execution.concurrency: 0 is out of range. Give at least 1.',
    ]) {
      expect(stderr).toContain(text)
    }
  })

  test('no enabled step is an error', async () => {
    const stderr = await complaints((paths) => editConfig(paths, [/enabled: true/g, 'enabled: false']))
    expect(stderr).toMatch(
      /config\/config\.yaml:\d+:\d+ steps: no step is enabled\. Set enabled: true on at least one step\./,
    )
  })

  test('a framework that does not exist is shown where it is named', async () => {
    let line = 0
    const stderr = await complaints(async (paths) => {
      await editConfig(paths, ['- direct', '- dirct'])
      line = await lineOf(paths, '- dirct')
    })
    expect(stderr).toContain(
      `config/config.yaml:${line}:5 frameworks[0]: There is no framework "dirct". Did you mean "direct"? Available: `,
    )
  })

  test('a file that is empty or two documents is said to be', async () => {
    expect(await complaints(({ configFile }) => writeFile(configFile, ''))).toContain(
      'config/config.yaml: is empty.',
    )
    expect(await complaints((paths) => append(paths, '---\na: 1\n'))).toMatch(
      /config\/config\.yaml:\d+:\d+: .*second document/,
    )
  })

  test('an alias bomb is refused at once, without taking memory', async () => {
    const letters = 'bcdefghijklm'.split('')
    const bomb = [
      'a: &a [x, x, x, x, x, x, x, x, x]',
      ...letters.map(
        (letter, index) =>
          `${letter}: &${letter} [${Array.from({ length: 9 }, () => `*${['a', ...letters][index]}`).join(', ')}]`,
      ),
    ].join('\n')
    await using fixture = await devbench({ NODE_OPTIONS: '--max-old-space-size=100' })
    const { configFile } = await fixture.make('bomb')
    await writeFile(configFile, bomb)
    const started = performance.now()
    const { code, stderr } = await fixture.run('run-experiment', 'bomb')
    expect(code).toBe(2)
    expect(stderr).toMatch(
      /config\/config\.yaml:2:\d+: uses a YAML alias \(\*name\), which is not allowed here\. Write the value out\./,
    )
    expect(performance.now() - started).toBeLessThan(20_000)
  })
})

describe.concurrent('a prompt that cannot be used', () => {
  test('is missing, empty, binary, a directory, or a link that leads out or nowhere: all are reported', async () => {
    const stderr = await complaints(async ({ config }) => {
      const prompts = join(config, 'prompts')
      await unlink(join(prompts, '01_student_crud.txt'))
      await writeFile(join(prompts, '02_course_crud.txt'), ' \n')
      await writeFile(join(prompts, '03_teacher_crud.txt'), Buffer.from([0xff, 0xfe, 0x41, 0xd8]))
      await unlink(join(prompts, '04_authentication.txt'))
      await mkdir(join(prompts, '04_authentication.txt'))
      await unlink(join(prompts, '05_relationships.txt'))
      await symlink('/etc/hostname', join(prompts, '05_relationships.txt'))
      await unlink(join(prompts, '06_testing.txt'))
      await symlink('06_testing.txt', join(prompts, '06_testing.txt'))
    })
    const faults = [
      '01_student_crud.txt does not exist.',
      '02_course_crud.txt is empty.',
      '03_teacher_crud.txt is not UTF-8 text.',
      '04_authentication.txt is a directory.',
      '05_relationships.txt leads out of its directory by a symbolic link.',
      '06_testing.txt is a symbolic link to itself.',
    ]
    for (const [index, fault] of faults.entries())
      expect(stderr).toContain(`steps[${index}].prompt_file: prompts/${fault}`)
  })

  test('lies outside: by "..", by an absolute path, by a linked directory', async () => {
    const stderr = await complaints(async (paths) => {
      await editConfig(
        paths,
        ['prompts/01_student_crud.txt', '../../secret.txt'],
        ['prompts/02_course_crud.txt', '/etc/hostname'],
        ['prompts/03_teacher_crud.txt', 'outside/hostname'],
      )
      await symlink('/etc', join(paths.config, 'outside'))
    })
    expect(stderr).toContain('steps[0].prompt_file: leaves its directory with "..". Copy the file inside')
    expect(stderr).toContain('steps[1].prompt_file: an absolute path. Use a path relative to this directory.')
    expect(stderr).toContain(
      'steps[2].prompt_file: outside/hostname leads out of its directory by a symbolic link.',
    )
  })
})
