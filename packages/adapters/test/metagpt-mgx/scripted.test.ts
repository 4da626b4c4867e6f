import type { ScriptedRequest } from '@genai-devbench/schema'
import { describe, expect, test } from 'vitest'
import { pinsIn } from '../../src/python/pins.ts'
import { METAGPT_MGX } from '../../src/frameworks/metagpt-mgx/framework.ts'
import { scripted } from '../../src/frameworks/metagpt-mgx/scripted.ts'
import { appFiles } from '../../src/scripted/app-files.ts'

const PROMPT = 'TASK: COURSES\n\nIt\'s "quoted", {braces} and ```fences```.\n'
const ASKED = '# Current Plan\n%\n# Your commands in a json array, in the following output format'

function answerTo(texts: readonly string[], more: Partial<ScriptedRequest> = {}): string {
  const reply = scripted({
    phase: 'team_leader',
    prompt: PROMPT,
    messages: ['You are a member.', ...texts].map((text) => ({ role: 'user', text })),
    tools: [],
    random: () => 0.5,
    isDefective: false,
    ...more,
  })
  return 'text' in reply ? reply.text : ''
}

/** How MetaGPT takes them out. */
const commandsIn = (answer: string): { command_name: string; args?: Record<string, string> }[] =>
  JSON.parse(/```json.*?\s+(.*?)\n```/s.exec(answer)?.[1] ?? '')

describe('the leader', () => {
  const lead = (plan: string, more?: Partial<ScriptedRequest>) =>
    commandsIn(answerTo([ASKED.replace('%', plan)], more)).map(
      ({ command_name, args }) => args?.['send_to'] ?? command_name,
    )

  test('plans, hands the task and all of the prompt on to one after the other, and ends', () => {
    expect(lead('No Plan')).toEqual([...Array.from({ length: 3 }, () => 'Plan.append_task'), 'Alice'])
    const tasks = (finished: number): string =>
      [1, 2, 3].map((id) => `[TASK_ID ${id}] (${id <= finished ? 'finished' : '    '})`).join('\n')
    expect(lead(tasks(0))).toEqual(['Plan.finish_current_task', 'Bob'])
    expect(lead(tasks(1))).toEqual(['Plan.finish_current_task', 'Alex'])
    expect(lead(tasks(2))).toEqual(['Plan.finish_current_task', 'RoleZero.reply_to_human', 'end'])
    const handed = commandsIn(answerTo([ASKED])).at(-1)
    expect(handed?.args?.['content']).toContain(PROMPT)
  })

  test('hands nothing on when its answer is a defective one', () => {
    expect(lead('No Plan', { isDefective: true })).toEqual(['RoleZero.reply_to_human', 'end'])
  })

  test('takes every prompt for work, in English', () => {
    const category = { messages: [{ role: 'system', text: 'the appropriate response category' }] }
    expect(answerTo([], category)).toMatch(/\nResponse Category: TASK$/)
    expect(answerTo(['Which Natural Language must you respond in?'])).toBe('English')
  })
})

test('the engineer writes each file of the step exactly, one at a time, and ends', () => {
  const engineer = { phase: 'engineer' }
  const history: string[] = []
  for (const { path, content } of appFiles(PROMPT)) {
    const [command, ...more] = commandsIn(answerTo([...history, ASKED], engineer))
    expect(command).toMatchObject({ command_name: 'Engineer2.write_new_code', args: { path } })
    expect(more).toEqual([])
    const code = answerTo([...history, `# Current Coding File\n/project/${path}\n`], engineer)
    expect(/```.*?\s+(.*?)\n```/s.exec(code)?.[1]).toBe(content)
    history.push(`The file /project/${path} has been successfully created, with content:\n${content}`)
  }
  expect(commandsIn(answerTo([...history, ASKED], engineer)).at(-1)?.command_name).toBe('end')
})

test('product manager and architect write a document each', () => {
  for (const phase of ['product_manager', 'architect']) {
    const [write] = commandsIn(answerTo([ASKED], { phase }))
    expect(write).toMatchObject({ command_name: 'Editor.write', args: { path: /^docs\/\w+\.md$/ } })
  }
})

test('what it does not know gets words', () => {
  expect(answerTo(['Summarize what you have accomplished lately.'])).toMatch(/^[A-Z][^`[]*\.$/)
})

test('every package is pinned to one version', () => {
  expect(pinsIn(METAGPT_MGX.packages.join('\n'))).toHaveLength(METAGPT_MGX.packages.length)
  expect(new Set(METAGPT_MGX.packages.map((pin) => pin.split('==')[0])).size).toBe(
    METAGPT_MGX.packages.length,
  )
  expect(METAGPT_MGX.packages.length).toBeGreaterThan(100)
})
