import { expect, test } from 'vitest'
import { renderColumns } from '../src/views/text/columns.ts'

const COLUMNS = [{ label: 'name', gives: true }, { label: 'status', gives: true }, { label: 'runs' }] as const
const ROWS = [['a_name_of_24_characters_', 'stopped (infrastructure)', '4/6']]

test('a table too wide for its terminal breaks texts between words, and words only when nothing else helps', () => {
  expect(renderColumns(COLUMNS, ROWS, 48)).toBe(
    [
      'name                      status            runs',
      'a_name_of_24_characters_  stopped           4/6',
      '                          (infrastructure)',
    ].join('\n'),
  )
  expect(renderColumns(COLUMNS, ROWS, 40)).toBe(
    [
      'name              status            runs',
      'a_name_of_24_cha  stopped           4/6',
      'racters_          (infrastructure)',
    ].join('\n'),
  )
})
