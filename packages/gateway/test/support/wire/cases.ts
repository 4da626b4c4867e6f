import { MESSAGES_CASES } from './anthropic-messages.ts'
import type { WireCase } from './case.ts'
import { CHAT_CASES } from './openai-chat.ts'
import { OTHER_CASES } from './openai-others.ts'
import { RESPONSES_CASES } from './openai-responses.ts'

export const WIRE_CASES: WireCase[] = [...CHAT_CASES, ...RESPONSES_CASES, ...MESSAGES_CASES, ...OTHER_CASES]
