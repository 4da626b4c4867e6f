import { errorBody } from '../../http/errors.ts'

/** A whole answer of the scripted model's, in the chunks in which it is sent. */
export interface Answer {
  status: number
  contentType: string
  chunks: Buffer[]
}

export const jsonAnswer = (value: unknown): Answer => ({
  status: 200,
  contentType: 'application/json',
  chunks: [Buffer.from(JSON.stringify(value))],
})

export const streamedAnswer = (events: readonly string[]): Answer => ({
  status: 200,
  contentType: 'text/event-stream',
  chunks: events.map((event) => Buffer.from(event)),
})

export const errorAnswer = (status: number, code: string, message: string): Answer => ({
  status,
  contentType: 'application/json',
  chunks: [errorBody({ status, code, message })],
})

export const unable = (why: string): Answer =>
  errorAnswer(400, 'scripted_model', `The scripted model cannot answer: ${why}.`)
