import { spawnSync } from 'node:child_process'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { ScriptedRequest } from '@genai-devbench/schema'
import { expect, test } from 'vitest'
import { scripted } from '../../src/frameworks/chatdev/scripted.ts'

const TASKS = ['STUDENTS', 'COURSES', 'TEACHERS', 'AUTHENTICATION', 'RELATIONSHIPS', 'TESTING']
const CODING = 'You will start with the "main" file, then go to the ones that are imported by that file'
const REVIEW = 'propose one comment with the highest priority about the codes'
const CHANGE = 'you should modify corresponding codes according to the comments'

const answer = (prompt: string, text: string, fields: Partial<ScriptedRequest> = {}): string => {
  const request = { phase: 'build', prompt, tools: [], random: () => 0.5, isDefective: false }
  const reply = scripted({ ...request, messages: [{ role: 'user', text }], ...fields })
  if (!('text' in reply)) throw new Error('a tool call')
  return reply.text
}

/** As ChatDev takes files out of an answer (chatdev/codes.py). */
function filesIn(text: string): Map<string, string> {
  const files = new Map<string, string>()
  for (const [, before = '', code = ''] of text.matchAll(/([^]+?)\n```.*?\n([^]*?)```/g)) {
    const name = [...before.matchAll(/\w+\.\w+/g)].at(-1)?.[0].toLowerCase() ?? ''
    expect(code).not.toContain('CODE')
    files.set(code.includes('__main__') ? 'main.py' : name, code)
  }
  return files
}

test('the files of every step arrive under their names, and together they are an application that passes its tests', async () => {
  const project = await mkdtemp(join(tmpdir(), 'chatdev-scripted-'))
  try {
    for (const task of TASKS) {
      for (const [name, code] of filesIn(answer(`TASK: ${task}`, CODING)))
        await writeFile(join(project, name), code)
    }
    const tests = spawnSync('python3', ['-B', '-m', 'unittest'], { cwd: project, encoding: 'utf8' })
    expect(tests.stderr).toMatch(/^Ran \d+ tests.*\n\nOK$/m)
  } finally {
    await rm(project, { recursive: true })
  }
}, 60_000)

test('a review ends when the code is all there', () => {
  const code = answer('TASK: STUDENTS', CODING)
  expect(answer('TASK: STUDENTS', `${REVIEW}\nnothing yet`)).not.toContain('<INFO>')
  expect(filesIn(answer('TASK: STUDENTS', CHANGE)).size).toBeGreaterThan(0)
  for (const question of [REVIEW, CHANGE])
    expect(answer('TASK: STUDENTS', `${code}\n${question}`)).toBe('<INFO> Finished')
})

test('a defective answer holds no code', () => {
  expect(filesIn(answer('TASK: STUDENTS', CODING, { isDefective: true })).size).toBe(0)
})

test.each([
  ['decide which product modality do we want', '<INFO> Application'],
  ['you should propose a concrete programming language', '<INFO> Python'],
])('"%s" is decided in one line', (question, line) => {
  expect(answer('x', question)).toBe(line)
})
