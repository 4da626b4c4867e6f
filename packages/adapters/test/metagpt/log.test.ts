import { describe, expect, test } from 'vitest'
import { isAllWords } from '../../src/frameworks/metagpt/words.ts'
import { exceptionIn } from '../../src/metagpt/log.ts'

const entry = (level: string, where: string, message: string): string =>
  `2026-01-02 03:04:05.678 | ${level.padEnd(8)} | ${where}:12 - ${message}\n`
const writing = (path: string): string => entry('INFO', 'metagpt.actions.write_code:run', `Writing ${path}..`)
const NO_CODE =
  entry('ERROR', 'metagpt.utils.common:parse_code', '```.*?\\s+(.*?)``` not match following text:') +
  entry('ERROR', 'metagpt.utils.common:parse_code', 'Let us talk first.')

describe('what went wrong', () => {
  test('is the last exception, not that all tries were in vain', () => {
    const log = `Traceback (most recent call last):
  File "x.py", line 1
openai.AuthenticationError: Error code: 401 - {'error': {'message': 'no'}}

The above exception was the direct cause of the following exception:

tenacity.RetryError: RetryError[<Future at 0x7f state=finished raised AuthenticationError>]`
    expect(exceptionIn(log)).toBe(
      "openai.AuthenticationError: Error code: 401 - {'error': {'message': 'no'}}",
    )
  })

  test('is not what an indented or quoted line says', () => {
    expect(exceptionIn('    raise ValueError("x")\n  ValueError: no\nI saw ValueError: no')).toBeUndefined()
  })
})

describe('an engineer that writes no code', () => {
  test('is one whose answers held none, for any file', () => {
    expect(isAllWords(writing('a.py') + NO_CODE + writing('b.py') + NO_CODE)).toBe(true)
  })

  test('is not one that wrote one file', () => {
    expect(isAllWords(writing('a.py') + writing('README.md') + NO_CODE)).toBe(false)
  })

  test('is not one that had nothing to write, nor one that the log only quotes', () => {
    expect(isAllWords('')).toBe(false)
    expect(isAllWords(`  ${writing('a.py')}  ${NO_CODE}`)).toBe(false)
  })
})
