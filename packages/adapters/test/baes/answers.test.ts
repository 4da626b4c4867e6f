import { expect, test } from 'vitest'
import { answerOf } from '../../src/frameworks/baes/request.ts'

const result = (stdout: string, { exitCode = 0, stderr = '' } = {}) => ({
  exitCode,
  signal: null,
  stdout,
  stderr,
})

const report = (value: object): string =>
  `\u001B[94mStarting {\n}\u001B[0m\n{"a": 1}\n${JSON.stringify(value, null, 2)}\n`

test('success is what its report says, and work that was forced through is named', () => {
  const execution_results = [
    { task: 'DatabaseSWEA.setup_database', force_accepted: true, success: true },
    { task: 'BackendSWEA.generate_api', force_accepted: false },
    { task: 'BackendSWEA.generate_model' },
  ]
  expect(answerOf(result(report({ success: true, result: { success: true, execution_results } })))).toEqual({
    failure: undefined,
    forced: ['DatabaseSWEA.setup_database'],
  })
})

test('a failure is told in the words of its report', () => {
  const stdout = report({
    success: false,
    result: { error: 'ENTITY_NOT_SUPPORTED', message: 'The requested entity is not supported' },
  })
  expect(answerOf(result(stdout, { exitCode: 1 })).failure).toBe(
    'ENTITY_NOT_SUPPORTED: The requested entity is not supported',
  )
})

test('a call of the model that failed is told with it', () => {
  const stdout = report({ success: false, result: { error: 'ENTITY_NOT_SUPPORTED' } })
  const stderr = 'ERROR:baes.llm.openai_client:OpenAI API error: Error code: 401 - no\nWARNING: unknown\n'
  expect(answerOf(result(stdout, { exitCode: 1, stderr })).failure).toBe(
    'ENTITY_NOT_SUPPORTED (its call of the model failed: Error code: 401 - no)',
  )
})

test('an exception of its own is told', () => {
  const stdout = report({ success: false, error: 'disk full', error_type: 'OSError' })
  expect(answerOf(result(stdout, { exitCode: 1 })).failure).toBe('disk full')
})

test.each([
  [
    'no report, and words',
    result('', { exitCode: 1, stderr: 'Traceback\nImportError: no fish\n' }),
    'ImportError: no fish',
  ],
  ['neither report nor words', result('hello', { exitCode: 3 }), 'it ended with exit code 3'],
  [
    'a good report and a bad end',
    result(report({ success: true }), { exitCode: 1 }),
    'it ended with exit code 1',
  ],
  ['a report that is cut off', result('\n{\n  "success": true,'), 'it ended with exit code 0'],
])('%s is a failure', (_name, given, failure) => {
  expect(answerOf(given).failure).toBe(failure)
})
