import type { ScriptedRequest } from '@genai-devbench/schema'
import { describe, expect, test } from 'vitest'
import { scripted } from '../../src/frameworks/metagpt/scripted.ts'
import { appFiles } from '../../src/scripted/app-files.ts'

const PROMPT = 'TASK: COURSES\n\nIt\'s "quoted", {braces} and `code`.\n'

const answerTo = (text: string, more: Partial<ScriptedRequest> = {}): string => {
  const reply = scripted({
    phase: 'company',
    prompt: PROMPT,
    messages: [
      { role: 'system', text: 'You are a Product Manager.' },
      { role: 'user', text },
    ],
    tools: [],
    random: () => 0.5,
    isDefective: false,
    ...more,
  })
  return 'text' in reply ? reply.text : ''
}

/** As MetaGPT asks for a document: the headings with their types, after whatever came before. */
const documentRequest = (headings: Record<string, string>): string =>
  `\n## context\n## nodes: "old"\n- Old: <class 'str'>  # x\n\n-----\n\n## format example\n[CONTENT]\n{}\n[/CONTENT]\n\n## nodes: "<node>: <type>  # <instruction>"\n${Object.entries(
    headings,
  )
    .map(([heading, type]) => `- ${heading}: ${type}  # Say it.`)
    .join('\n')}\n\n\n## constraint\nLanguage: ...`

const parsed = (answer: string): Record<string, unknown> =>
  JSON.parse(/^\[CONTENT\]\n([^]*)\n\[\/CONTENT\]$/.exec(answer)?.[1] ?? '') as Record<string, unknown>

const TEXT = "<class 'str'>"
const LIST = 'typing.List[str]'

describe('a document', () => {
  test('has every heading, each value of the type that was asked for', () => {
    const request = documentRequest({
      'Refined Requirements': TEXT,
      'Refined Product Goals': LIST,
      'Refined Requirement Pool': 'typing.List[typing.List[str]]',
      'Data structures and interfaces': 'typing.Optional[str]',
      'Required packages': 'typing.Optional[typing.List[str]]',
    })
    expect(parsed(answerTo(request))).toEqual({
      'Refined Requirements': PROMPT,
      'Refined Product Goals': [expect.stringContaining('COURSES')],
      'Refined Requirement Pool': [['P0', 'COURSES']],
      'Data structures and interfaces': expect.stringMatching(/^classDiagram\n {4}class main_py$/m),
      'Required packages': [],
    })
  })

  test('lists the files of the step; a defective one lists none for the engineer', () => {
    const paths = appFiles(PROMPT).map(({ path }) => path)
    const request = documentRequest({ 'Refined File list': LIST, 'Refined Task list': LIST })
    expect(parsed(answerTo(request))).toEqual({ 'Refined File list': paths, 'Refined Task list': paths })
    expect(parsed(answerTo(request, { isDefective: true }))).toEqual({
      'Refined File list': paths,
      'Refined Task list': [],
    })
  })

  test('is never one of a bug, and always goes with what is there', () => {
    expect(parsed(answerTo(documentRequest({ issue_type: TEXT, is_relative: TEXT })))).toEqual({
      issue_type: 'REQUIREMENT',
      is_relative: 'YES',
    })
  })

  test('differs from step to step, or MetaGPT would stop at it', () => {
    const request = documentRequest({ 'Implementation approach': TEXT, 'Logic Analysis': LIST })
    expect(answerTo(request)).not.toBe(answerTo(request, { prompt: 'TASK: TEACHERS' }))
  })
})

test.each([
  [
    'the first step',
    '# Instruction\n\n## Code: records.py. Write code with triple quoto, based on the following',
  ],
  [
    'a later one',
    '## Write/Rewrite Code: Only write one file records.py, write or rewrite complete code using',
  ],
])('the file that is asked for in %s is written exactly', (_name, request) => {
  const file = appFiles(PROMPT).find(({ path }) => path === 'records.py')
  // How MetaGPT takes the code out.
  expect(/```.*?\s+(.*?)```/s.exec(answerTo(`## Code: core.py\n\n${request}`))?.[1]).toBe(file?.content)
})

test('no file of any step holds a fence, which would end it', () => {
  for (const title of ['STUDENTS', 'AUTHENTICATION', 'RELATIONSHIPS', 'TESTING', 'HELLO WORLD API']) {
    for (const { content } of appFiles(`TASK: ${title}`)) expect(content).not.toContain('```')
  }
})

test('a review finds no fault', () => {
  const review =
    '# Code Review Format example 1\n\n- Note the code filename should be `main.py`. Return the only'
  expect(answerTo(review)).toMatch(/^## Code Review: main\.py\n[^]*\n## Code Review Result\nLGTM$/)
})

test('what it does not know gets words', () => {
  expect(answerTo('Does the above log indicate anything?')).toMatch(/^[A-Z][^#[]*\.$/)
})
