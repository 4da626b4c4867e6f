import { expect, test } from 'vitest'
import { VALID, changed, complaints, parsedConfig } from './config.fixture.ts'

const withLimits = (lines: string) => changed('  provider: scripted\n', `  provider: scripted\n${lines}\n`)

test('without limits nothing is limited, and no call is sent twice', () => {
  const { llm } = parsedConfig(VALID)
  for (const name of ['budget', 'rate_limit', 'max_concurrency']) expect(llm).not.toHaveProperty(name)
  expect(llm).toHaveProperty('retry', { max_attempts: 1, base_delay: 1, max_delay: 60 })
})

test('limits are the same whatever the provider', () => {
  const text = withLimits(
    `  budget: {step: {tokens: 1000}, run: {usd: 0.5}, experiment: {tokens: 5, usd: 2}}
  rate_limit: {requests_per_minute: 10, tokens_per_minute: 1000}
  max_concurrency: 4
  retry: {max_attempts: 5}`,
  )
  for (const provider of ['scripted', 'openai', 'openai-compatible\n  base_url: http://127.0.0.1/v1']) {
    expect(parsedConfig(text.replace('provider: scripted', `provider: ${provider}`)).llm).toMatchObject({
      budget: {
        step: { tokens: 1000 },
        run: { usd: 0.5 },
        experiment: { tokens: 5, usd: 2 },
        output_reserve: 4096,
      },
      rate_limit: { requests_per_minute: 10, tokens_per_minute: 1000 },
      max_concurrency: 4,
      retry: { max_attempts: 5, base_delay: 1, max_delay: 60 },
    })
  }
})

test.for([
  ['budget: {step: {}}', 'llm.budget.step: empty. Give tokens, usd or both.'],
  ['budget: {run: {tokens: 0}}', 'llm.budget.run.tokens'],
  ['budget: {run: {usd: 10000}}', 'llm.budget.run.usd'],
  ['budget: {total: {tokens: 5}}', 'llm.budget'],
  ['rate_limit: {requests_per_minute: 0.5}', 'llm.rate_limit.requests_per_minute'],
  ['max_concurrency: 0', 'llm.max_concurrency'],
  ['retry: {max_attempts: 0}', 'llm.retry.max_attempts'],
  ['retry: {max_delay: -1}', 'llm.retry.max_delay'],
] as const)('%s is refused, with its place', ([line, complaint]) => {
  const found = complaints(withLimits(`  ${line}`))
  expect(found).toHaveLength(1)
  expect(found[0]).toContain(complaint)
})
