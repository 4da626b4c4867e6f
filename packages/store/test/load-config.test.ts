import { chmod, mkdir, rm, symlink, writeFile } from 'node:fs/promises'
import { sha256 } from '@genai-devbench/files'
import { formatProblem } from '@genai-devbench/schema'
import { loadConfig } from '@genai-devbench/store'
import { describe, expect, test } from 'vitest'
import { Experiment } from './experiment.fixture.ts'

async function complaints(experiment: Experiment): Promise<string[]> {
  return (await loadConfig(experiment.paths)).problems.map(formatProblem)
}

test('a configuration is loaded with the texts it names', async () => {
  await using experiment = await Experiment.make()
  await experiment.write('config/hitl/notes.md', 'Not an answer.')
  await experiment.write('config/hitl/__proto__.txt', 'An odd name.')
  const { config, prompts, hitl, problems } = await loadConfig(experiment.paths)
  expect(problems).toEqual([])
  expect(config).toMatchObject({
    name: 'my_test',
    frameworks: [{ id: 'direct', adapter: 'direct', options: {} }],
  })
  expect([...prompts]).toEqual([
    [1, { text: 'Write one.\n', sha256: sha256('Write one.\n') }],
    [2, { text: 'Write two.\n', sha256: sha256('Write two.\n') }],
  ])
  expect(Object.entries(hitl)).toEqual([
    ['__proto__', 'An odd name.'],
    ['approval', 'Yes.\n'],
  ])
})

test('a step that is disabled needs no prompt, and HITL texts are not needed at all', async () => {
  await using experiment = await Experiment.make()
  await experiment.change('enabled: true\n    name: Second', 'enabled: false\n    name: Second')
  await rm(experiment.path('config/prompts/02_second.txt'))
  await rm(experiment.path('config/hitl'), { recursive: true })
  const { prompts, hitl, problems } = await loadConfig(experiment.paths)
  expect(problems).toEqual([])
  expect([...prompts.keys()]).toEqual([1])
  expect(hitl).toEqual({})
})

test('the scripts of stages are there, inside config/, and can be started', async () => {
  await using experiment = await Experiment.make()
  await experiment.write('config/fine.sh', '#!/bin/sh\n')
  await experiment.write('config/plain.sh', '#!/bin/sh\n')
  await experiment.write('config/nameless.sh', 'exit 0\n')
  await chmod(experiment.path('config/fine.sh'), 0o755)
  await chmod(experiment.path('config/nameless.sh'), 0o755)
  await symlink('/bin/sh', experiment.path('config/outside.sh'))
  const scripts = ['fine.sh', 'plain.sh', 'nameless.sh', 'missing.sh', 'outside.sh']
  const stages = scripts.map(
    (script, index) =>
      `  - {name: s${index}, type: custom, order: ${index}, completion: script_exit, script: ${script}}\n`,
  )
  await experiment.change(
    'metrics:\n',
    `stages:\n${stages.join('')}  - {name: main, type: execute, order: 9, completion: tasks_done}\nmetrics:\n`,
  )
  expect((await complaints(experiment)).map((line) => line.replace(/^\S+ /, ''))).toEqual([
    `stages[1].script: plain.sh is not executable. Run: chmod +x ${experiment.path('config/plain.sh')}`,
    'stages[2].script: nameless.sh does not say what runs it. Begin it with a line such as #!/bin/sh or #!/usr/bin/env python3.',
    'stages[3].script: missing.sh does not exist. Create it or correct the path.',
    'stages[4].script: outside.sh leads out of its directory by a symbolic link. Copy the file inside.',
  ])
})

test('a question is weighed under the name of a text that there is', async () => {
  await using experiment = await Experiment.make()
  await experiment.change(
    'metrics:\n',
    'metrics:\n  intervention_weights: {approval: 0.5, unanswered: 2, aproval: 1}\n',
  )
  expect(await complaints(experiment)).toEqual([
    expect.stringMatching(
      /metrics\.intervention_weights\.aproval: there is no text hitl\/aproval\.txt\. Did you mean "approval"\? Available: approval, unanswered\.$/,
    ),
  ])
})

describe('what is wrong comes back with its place', () => {
  type Break = (experiment: Experiment) => Promise<unknown>
  const prompt = 'config/prompts/02_second.txt'
  const at = 'config/config.yaml:15:18 steps[1].prompt_file: prompts/02_second.txt'

  test.for<[string, Break, ...(string | RegExp)[]]>([
    [
      'no config.yaml',
      (it) => rm(it.path('config/config.yaml')),
      'config/config.yaml: does not exist. Create it or correct the path.',
    ],
    [
      'a config.yaml that is empty',
      (it) => it.write('config/config.yaml', ''),
      'config/config.yaml: is empty. Write the text into it.',
    ],
    [
      'a config.yaml that is no text',
      (it) => it.write('config/config.yaml', '\0'),
      'config/config.yaml: is not text (it holds NUL bytes). Name a UTF-8 text file.',
    ],
    [
      'a config.yaml that is no YAML',
      (it) => it.change('seed: 1', 'seed: [1'),
      /^config\/config\.yaml:4:1: not valid YAML: /,
    ],
    [
      'an unknown key',
      (it) => it.change('seed: 1', 'seeds: 1'),
      'config/config.yaml:3:1 seeds: unknown key "seeds". Did you mean "seed"?',
    ],
    [
      'a rule that is breached',
      (it) => it.change('- id: 2', '- id: 1'),
      'config/config.yaml:12:9 steps[1].id: step id 1 is used twice. Give every step its own id.',
    ],
    [
      'a prompt that is missing',
      (it) => rm(it.path(prompt)),
      `${at} does not exist. Create it or correct the path.`,
    ],
    ['a prompt that is empty', (it) => it.write(prompt, '\n'), `${at} is empty. Write the text into it.`],
    [
      'a prompt that is a directory',
      (it) => rm(it.path(prompt)).then(() => mkdir(it.path(prompt))),
      `${at} is a directory. Name a text file.`,
    ],
    [
      'a prompt that is binary',
      (it) => it.write(prompt, new Uint8Array([0, 1])),
      `${at} is not text (it holds NUL bytes). Name a UTF-8 text file.`,
    ],
    [
      'a prompt that leads out by a link',
      (it) => rm(it.path(prompt)).then(() => symlink('/etc/passwd', it.path(prompt))),
      `${at} leads out of its directory by a symbolic link. Copy the file inside.`,
    ],
    [
      'a prompt that leads out by ..',
      (it) => it.change('prompts/02_second.txt', '../README.md'),
      'config/config.yaml:15:18 steps[1].prompt_file: leaves its directory with "..". Copy the file inside and name it there.',
    ],
    [
      'a HITL text that is empty',
      (it) => it.write('config/hitl/approval.txt', ''),
      'config/hitl/approval.txt: is empty. Write the text into it.',
    ],
    [
      'HITL texts that are a file',
      (it) =>
        rm(it.path('config/hitl'), { recursive: true }).then(() => writeFile(it.path('config/hitl'), 'Yes.')),
      'config/hitl: cannot be read (ENOTDIR). It is a directory of text files.',
    ],
  ])('%s', async ([, breakIt, ...expected]) => {
    await using experiment = await Experiment.make()
    await breakIt(experiment)
    expect(await complaints(experiment)).toEqual(
      expected.map((line) => (typeof line === 'string' ? line : expect.stringMatching(line))),
    )
  })

  test('all of it at once', async () => {
    await using experiment = await Experiment.make()
    await experiment.change('seed: 1', 'seed: none')
    await experiment.change('total: 600', 'total: 6')
    await rm(experiment.path(prompt))
    await experiment.write('config/hitl/approval.txt', '')
    expect((await complaints(experiment)).map((line) => line.replace(/: .*/, '')).toSorted()).toEqual([
      'config/config.yaml:15:18 steps[1].prompt_file',
      'config/config.yaml:18:10 timeout.total',
      'config/config.yaml:3:7 seed',
      'config/hitl/approval.txt',
    ])
  })
})
