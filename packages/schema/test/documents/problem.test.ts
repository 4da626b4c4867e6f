import { UserError, ValidationError, formatProblem } from '@genai-devbench/schema'
import { expect, test } from 'vitest'

test('a problem reads: where, what, what to do', () => {
  const problem = {
    file: 'config/config.yaml',
    line: 12,
    column: 5,
    path: 'steps[1].id',
    message: 'step id 3 is used twice.',
    hint: 'Give every step its own id.',
  }
  expect(formatProblem(problem)).toBe(
    'config/config.yaml:12:5 steps[1].id: step id 3 is used twice. Give every step its own id.',
  )
  expect(formatProblem({ file: 'config/hitl/a.txt', message: 'is empty.' })).toBe(
    'config/hitl/a.txt: is empty.',
  )
})

test('an error tells all problems, those of a file in the order of its lines', () => {
  const error = new ValidationError('The experiment is not valid', [
    { file: 'a.yaml', line: 9, message: 'third.' },
    { file: 'a.yaml', line: 2, message: 'second.' },
    { file: 'a.yaml', message: 'first.' },
  ])
  expect(error).toBeInstanceOf(UserError)
  expect(error.exitCode).toBe(2)
  expect(error.message).toBe(
    'The experiment is not valid: 3 problems\n  - a.yaml: first.\n  - a.yaml:2: second.\n  - a.yaml:9: third.',
  )
})

test('one problem is not called problems', () => {
  expect(new ValidationError('It is not valid', [{ file: 'a', message: 'is empty.' }]).message).toBe(
    'It is not valid: 1 problem\n  - a: is empty.',
  )
})

test('an error keeps what caused it', () => {
  const cause = new Error('EACCES')
  expect(new UserError('denied', 'No.', { cause, exitCode: 1 })).toMatchObject({
    cause,
    code: 'denied',
    exitCode: 1,
    hint: undefined,
  })
})
