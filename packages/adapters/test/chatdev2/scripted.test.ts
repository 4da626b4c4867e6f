import { spawnSync } from 'node:child_process'
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import type { ScriptedReply, ScriptedRequest } from '@genai-devbench/schema'
import { expect, test } from 'vitest'
import { scripted } from '../../src/frameworks/chatdev2/scripted.ts'
import { PHASES } from '../../src/frameworks/chatdev2/workflow.ts'

const TASKS = ['STUDENTS', 'COURSES', 'TEACHERS', 'AUTHENTICATION', 'RELATIONSHIPS', 'TESTING']
const EDITORS_TOOLS = ['uv_run', 'list_directory', 'save_file']
const READERS_TOOLS = ['uv_run', 'list_directory']

/** All replies of an agent until it calls no more tools. */
function talk(phase: string, fields: Partial<ScriptedRequest> = {}): ScriptedReply[] {
  const { messages = [], ...rest } = fields
  const request = {
    phase,
    prompt: 'TASK: STUDENTS',
    tools: EDITORS_TOOLS,
    random: () => 0.5,
    isDefective: false,
  }
  const replies: ScriptedReply[] = []
  do {
    const results = replies.map(() => ({ role: 'tool', text: '{}' }))
    replies.push(scripted({ ...request, messages: [...messages, ...results], ...rest }))
  } while (!('text' in (replies.at(-1) ?? { text: '' })))
  return replies
}

test('the files of every step together are an application that passes its tests', async () => {
  const project = await mkdtemp(join(tmpdir(), 'chatdev2-scripted-'))
  try {
    for (const task of TASKS) {
      for (const reply of talk('coding', { prompt: `TASK: ${task}` })) {
        if ('text' in reply) continue
        expect(reply.tool).toBe('save_file')
        const { path, content } = reply.arguments as { path: string; content: string }
        await mkdir(dirname(join(project, path)), { recursive: true })
        await writeFile(join(project, path), content)
      }
    }
    const tests = spawnSync('python3', ['-B', '-m', 'unittest', 'discover', '-s', 'tests'], {
      cwd: project,
      encoding: 'utf8',
    })
    expect(tests.stderr).toMatch(/^Ran \d+ tests.*\n\nOK$/m)
  } finally {
    await rm(project, { recursive: true })
  }
}, 60_000)

test('a defective answer writes no file', () => {
  expect(talk('coding', { isDefective: true })).toEqual([
    { text: expect.stringContaining('discuss the design') },
  ])
})

test('every phase ends with the words that ChatDev waits for, in its own spelling', () => {
  expect(talk('code_complete').at(-1)).toEqual({ text: '<INFO> FINISHED' })
  for (const phase of ['code_review', 'test'])
    expect(talk(phase, { tools: READERS_TOOLS }).at(-1)).toEqual({ text: '<INFO> Finished' })
})

test('no agent is asked for a tool that it does not have', () => {
  for (const phase of Object.keys(PHASES)) {
    const tools = ['code_review', 'test'].includes(phase) ? READERS_TOOLS : EDITORS_TOOLS
    const called = talk(phase, { tools }).flatMap((reply) => ('tool' in reply ? [reply.tool] : []))
    expect(tools).toEqual(expect.arrayContaining(called))
  }
})

test('the manual is written by the product officer alone', () => {
  const as = (role: string) => talk('manual', { messages: [{ role: 'system', text: `You are ${role}.` }] })
  expect(as('Chief Product Officer')).toMatchObject([
    { tool: 'save_file', arguments: { path: 'manual.md' } },
    {},
  ])
  expect(as('Chief Executive Officer')).toHaveLength(1)
})
