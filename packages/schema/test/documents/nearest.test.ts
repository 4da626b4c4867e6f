import { availableHint, nearestHint } from '@genai-devbench/schema'
import { expect, test } from 'vitest'

test.for([
  ['stepz', ['steps', 'seed'], 'Did you mean "steps"?'],
  ['sed', ['steps', 'seed'], 'Did you mean "seed"?'],
  ['colour', ['steps', 'seed'], 'Known: steps, seed.'],
  ['colour', [], 'Remove it.'],
] as const)('for %s among %j: %s', ([word, known, hint]) => {
  expect(nearestHint(word, known)).toBe(hint)
})

test('what is available is listed whether or not something is near', () => {
  expect(availableHint('defualt', ['default', 'minimal'])).toBe(
    'Did you mean "default"? Available: default, minimal.',
  )
  expect(availableHint('nope', ['default', 'minimal'])).toBe('Available: default, minimal.')
})
