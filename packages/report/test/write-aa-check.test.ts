import { runOfTokens } from '@genai-devbench/analysis/testing'
import { expect, test } from 'vitest'
import { renderAaCheck, writeAaCheck } from '../src/aa/write-aa-check.ts'
import { experiment } from './experiment.fixture.ts'

const runs = (framework: string, n: number) =>
  Array.from({ length: n }, (_, index) => runOfTokens(framework, index + 1, 100 + ((index * 37) % 50)))

test('an A/A check is written beside the analysis, and says what it is about', async () => {
  await using fixture = await experiment([...runs('alpha', 12), ...runs('beta', 3)])
  const { check } = await writeAaCheck(fixture.paths, 200)
  expect(JSON.parse(await fixture.read('aa_check.json'))).toEqual(check)
  const text = renderAaCheck(check)
  expect(text).toContain('A/A check of the analysis, not of the frameworks')
  expect(text).toMatch(
    /^Tokens \(primary\) +Welch's t test of the logarithms +\d+ +\d+\.\d% \[\d+\.\d%, \d+\.\d%\] +5\.0%$/m,
  )
  expect(text).toContain('beta is left out: it has 3 runs')
  expect(await fixture.read('aa_check.md')).toContain('alpha: 200 random splits into 6 and 6 runs')
})

test('with too few runs it is refused, and says how many each has', async () => {
  await using fixture = await experiment([...runs('alpha', 9), ...runs('beta', 3)])
  await expect(writeAaCheck(fixture.paths, 200)).rejects.toMatchObject({
    code: 'too_few_runs',
    message: expect.stringContaining('needs 10 of them: alpha has 9, beta has 3'),
  })
})
