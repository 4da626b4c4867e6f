import { execFileSync } from 'node:child_process'
import type { ScriptedRequest } from '@genai-devbench/schema'
import { expect, test } from 'vitest'
import { scripted } from '../../src/frameworks/baes/scripted.ts'

const request = (prompt: string, text: string, fields: Partial<ScriptedRequest> = {}): ScriptedRequest => ({
  phase: 'request',
  prompt,
  messages: [{ role: 'user', text }],
  tools: [],
  random: () => 0.5,
  isDefective: false,
  ...fields,
})

const textOf = (given: ScriptedRequest): string => {
  const reply = scripted(given)
  if (!('text' in reply)) throw new Error('a tool call')
  return reply.text
}

const CODE = `Generate FastAPI router code for the Course entity with EXACTLY these attributes and NO OTHERS:
- {'name': 'id', 'type': 'int'}
- {'name': 'title', 'type': 'str'}
- {'name': 'teacher_id', 'type': 'int', 'is_foreign_key': True}
Context: create operation {'name': 'not_this', 'type': 'str'}`

test.each([
  ['STUDENTS', 'student', 'create'],
  ['RELATIONSHIPS', 'course', 'relationship'],
  ['AUTHENTICATION', 'user', 'create'],
  ['SOMETHING ELSE', 'item', 'create'],
])('of the task %s it recognises the entity %s', (title, entity, intent) => {
  const text = textOf(request(`TASK: ${title}\n\nDo it.`, 'You are an Entity Recognition specialist'))
  expect(JSON.parse(text)).toMatchObject({ detected_entity: entity, action_intent: intent })
})

test('a relationship names both ends', () => {
  const text = textOf(request('TASK: RELATIONSHIPS', 'RELATIONSHIP DETECTION RULES'))
  expect(JSON.parse(text)).toMatchObject({
    operation_type: 'relationship',
    is_relationship: true,
    target_entity: 'Course',
    related_entity: 'Teacher',
  })
})

test('the router is Python and has the attributes that are asked for, and no other', () => {
  const code = textOf(request('TASK: COURSES', CODE))
  execFileSync('python3', ['-c', 'import ast, sys; ast.parse(sys.stdin.read())'], { input: code })
  expect(code).toContain('prefix="/api/courses"')
  expect(code).toContain('COLUMNS: Dict[str, str] = {"title": "TEXT", "teacher_id": "INTEGER"}')
  expect(code).not.toContain('not_this')
})

test('a defective answer holds no code, and only the router can be one', () => {
  expect(textOf(request('x', CODE, { isDefective: true }))).not.toContain('router =')
  const text = textOf(request('x', 'You are an Entity Recognition specialist', { isDefective: true }))
  expect(JSON.parse(text)).toHaveProperty('detected_entity')
})
