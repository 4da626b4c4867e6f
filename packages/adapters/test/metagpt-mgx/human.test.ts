import { once } from 'node:events'
import { connect } from 'node:net'
import { text } from 'node:stream/consumers'
import { expect, test } from 'vitest'
import { humanAt } from '../../src/frameworks/metagpt-mgx/human.ts'

async function ask(port: number, question: string): Promise<unknown> {
  const socket = connect({ port, host: '127.0.0.1', allowHalfOpen: true })
  await once(socket, 'connect')
  socket.end(question)
  return JSON.parse(await text(socket))
}

test('a question gets its answer, and null when there is none', async () => {
  await using human = await humanAt((question) => (question === 'May I?\né' ? 'Yes.\n"Do"' : undefined))
  expect(await ask(human.port, 'May I?\né')).toBe('Yes.\n"Do"')
  expect(human.unanswered()).toBeUndefined()
  expect(await ask(human.port, 'And now?')).toBeNull()
  expect(await ask(human.port, 'Hello?')).toBeNull()
  expect(human.unanswered()).toBe('And now?')
})
