import { once } from 'node:events'
import { type Socket, createServer } from 'node:net'

/** Where a program asks a person: a port of loopback that takes a question and gives its answer, null when there is none. */
export interface Human extends AsyncDisposable {
  port: number
  /** The first question that nobody answered. */
  unanswered(): string | undefined
}

export async function humanAt(answerTo: (question: string) => string | undefined): Promise<Human> {
  let unanswered: string | undefined
  const converse = async (socket: Socket): Promise<void> => {
    const question = await textOf(socket)
    const answer = answerTo(question)
    if (answer === undefined) unanswered ??= question
    socket.end(JSON.stringify(answer ?? null))
  }
  // The end of a question is the end of what is sent.
  const server = createServer({ allowHalfOpen: true }, (socket) => {
    converse(socket).catch(() => socket.destroy())
  }).listen(0, '127.0.0.1')
  await once(server, 'listening')
  const address = server.address()
  if (address === null || typeof address === 'string') throw new Error('the server has no port')
  return {
    port: address.port,
    unanswered: () => unanswered,
    async [Symbol.asyncDispose]() {
      server.close()
    },
  }
}

/** What comes until the other side is done; unlike node:stream/consumers it leaves the socket open for the answer. */
async function textOf(socket: Socket): Promise<string> {
  const chunks: Buffer[] = []
  socket.on('data', (chunk) => chunks.push(chunk))
  await once(socket, 'end')
  return Buffer.concat(chunks).toString()
}
