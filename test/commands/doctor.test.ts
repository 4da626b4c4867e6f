import { describe, expect, test } from 'vitest'
import { devbench } from '../support/devbench.ts'

// What it does with an installed framework is what the contract of the adapters does: one step of `minimal`.
describe.concurrent('devbench frameworks doctor', () => {
  test('tries a step of each framework, but of those that need options', async () => {
    await using fixture = await devbench()
    const { code, stdout } = await fixture.run('devbench', 'frameworks', 'doctor', 'direct', 'command')
    expect(stdout).toMatch(/^direct: sound: one step ran end to end against the scripted model/m)
    expect(stdout).toMatch(/^command: needs options/m)
    expect(code).toBe(0)
  })

  test('says of what is not installed how it is, and ends with 1', async () => {
    await using fixture = await devbench()
    const { code, stdout } = await fixture.run('devbench', 'frameworks', 'doctor', 'ghspec')
    expect(stdout).toMatch(/^ghspec: .*Run: devbench frameworks install ghspec$/m)
    expect(code).toBe(1)
  })
})
