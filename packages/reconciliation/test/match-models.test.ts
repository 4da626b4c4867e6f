import { expect, test } from 'vitest'
import { matchModels } from '../src/match-models.ts'

const matched = (own: string[], reported: string[]) => Object.fromEntries(matchModels(own, reported))

test('a model that is reported under its own name is that one alone', () => {
  expect(matched(['gpt-4o-2024-08-06'], ['gpt-4o-2024-08-06', 'gpt-4o-2024-11-20'])).toEqual({
    'gpt-4o-2024-08-06': ['gpt-4o-2024-08-06'],
  })
})

test('an alias is reported as its snapshots, and a snapshot as its alias', () => {
  expect(matched(['gpt-4o'], ['gpt-4o-2024-08-06', 'gpt-4o-2024-11-20', 'gpt-4o-mini'])).toEqual({
    'gpt-4o': ['gpt-4o-2024-08-06', 'gpt-4o-2024-11-20'],
  })
  expect(matched(['claude-sonnet-4-20250514'], ['claude-sonnet-4'])).toEqual({
    'claude-sonnet-4-20250514': ['claude-sonnet-4'],
  })
})

test('no name is given to two models, nor taken from the one that has it', () => {
  expect(matched(['gpt-4o', 'gpt-4o-2024-08-06'], ['gpt-4o-2024-08-06'])).toEqual({
    'gpt-4o-2024-08-06': ['gpt-4o-2024-08-06'],
  })
  expect(matched(['gpt-4o-2024-05-13', 'gpt-4o-2024-08-06'], ['gpt-4o'])).toEqual({})
})
