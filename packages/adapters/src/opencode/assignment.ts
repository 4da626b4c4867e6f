import type { StepContext } from '../contract.ts'
import type { AgentOptions } from './agent-options.ts'
import { type Channel, converse } from './converse.ts'

/** What the agent is to do in one conversation, and what shows that it did. */
export interface Assignment extends Channel {
  /** What it is told; the arguments of the command, where there is one. */
  text: string
  /** The HITL text that answers a question it ends with. */
  answer: string
  /** What is missing of the product; undefined when it is there. */
  missing(): Promise<string | undefined>
  /** Whether the product, though there, leaves questions to a person. */
  isOpen?(): Promise<boolean>
}

/**
 * Why the agent did not do it, or undefined. What it left in the project decides; that it ended well is not enough. One
 * question is answered, in the same conversation.
 */
export async function carryOut(
  context: StepContext<AgentOptions>,
  assignment: Assignment,
): Promise<string | undefined> {
  const { failure, session, lastWords } = await converse(context, assignment, assignment.text)
  if (failure !== undefined) return failure
  const missing = await assignment.missing()
  const isDone = missing === undefined && !(await assignment.isOpen?.())
  if (isDone || session === undefined || !lastWords.includes('?')) return missing
  const answer = context.intervene(lastWords, assignment.answer)
  if (answer === undefined) return missing
  const reply = await converse(context, assignment, answer, session)
  return reply.failure ?? (await assignment.missing())
}
