import { expect, test } from 'vitest'
import { devbench } from '../support/devbench.ts'

test('analyze --aa needs runs to split, and --resamples needs --aa', async () => {
  await using fixture = await devbench()
  await fixture.make('my_test')
  const [check, resamples] = await Promise.all([
    fixture.run('analyze', '--aa', 'my_test', '--resamples', '100'),
    fixture.run('analyze', 'my_test', '--resamples', '100'),
  ])
  expect(check).toMatchObject({ code: 2, stderr: expect.stringContaining('direct has 0') })
  expect(resamples).toMatchObject({ code: 2, stderr: expect.stringContaining('Add --aa') })
})
