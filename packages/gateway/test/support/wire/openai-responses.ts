import { openAiResponses } from '../../../src/apis/openai-responses.ts'
import { type WireCase, collect, plain, settle, streamed } from './case.ts'
import {
  MODEL,
  reasoning,
  message,
  call,
  response,
  numbered,
  BEGINNING,
  MESSAGE,
  CALL,
  incomplete,
  failed,
} from './response-events.ts'

const api = { api: openAiResponses, path: '/responses' }
const request = { model: 'm', input: 'hello' }
const facts = {
  model: MODEL,
  finishReasons: ['completed'],
  usage: { input: 1200, output: 34, cached: 1000, cacheWrite: 100, reasoning: 20 },
  isUsageSoFar: false,
  usageProblem: null,
  error: null,
}

export const RESPONSES_CASES: WireCase[] = [
  {
    ...api,
    title: 'a response with reasoning, text and a call of a tool',
    answer: plain(response({ output: [reasoning, message, call] })),
    ask: ({ openai }) => settle(() => openai.responses.create(request)),
    facts,
  },
  {
    ...api,
    title: 'a response that refuses',
    answer: plain(
      response({ output: [{ ...message, content: [{ type: 'refusal', refusal: 'I will not.' }] }] }),
    ),
    ask: ({ openai }) => settle(() => openai.responses.create(request)),
    facts,
  },
  {
    ...api,
    title: 'a response that is incomplete',
    answer: plain(incomplete),
    ask: ({ openai }) => settle(() => openai.responses.create(request)),
    facts: { ...facts, finishReasons: ['max_output_tokens'] },
  },
  {
    ...api,
    title: 'a response that failed',
    answer: plain(failed),
    ask: ({ openai }) => settle(() => openai.responses.create(request)),
    facts: { ...facts, finishReasons: ['failed'], usage: null, error: 'The model failed.' },
    counted: { input: 8, output: null },
  },
  {
    ...api,
    title: 'a streamed response with reasoning, text and a call of a tool',
    answer: streamed(
      numbered([
        ...BEGINNING,
        ...MESSAGE,
        ...CALL,
        { type: 'response.completed', response: response({ output: [reasoning, message, call] }) },
      ]),
    ),
    ask: async ({ openai }) => [
      await collect(openai.responses.create({ ...request, stream: true })),
      await settle(() => openai.responses.stream(request).finalResponse()),
    ],
    facts,
  },
  {
    ...api,
    title: 'a streamed response of a server that counts no tokens',
    answer: streamed(
      numbered([
        ...BEGINNING,
        ...MESSAGE,
        {
          type: 'response.completed',
          response: response({ output: [reasoning, message], usage: null, completed_at: null }),
        },
      ]),
    ),
    ask: ({ openai }) => collect(openai.responses.create({ ...request, stream: true })),
    facts: { ...facts, usage: null },
    counted: { input: 8, output: 6 },
  },
  {
    ...api,
    title: 'a streamed response that is incomplete',
    answer: streamed(
      numbered([...BEGINNING, ...MESSAGE, { type: 'response.incomplete', response: incomplete }]),
    ),
    ask: ({ openai }) => collect(openai.responses.create({ ...request, stream: true })),
    facts: { ...facts, finishReasons: ['max_output_tokens'] },
  },
  {
    ...api,
    title: 'a streamed response that fails',
    answer: streamed(numbered([...BEGINNING, { type: 'response.failed', response: failed }])),
    ask: ({ openai }) => collect(openai.responses.create({ ...request, stream: true })),
    facts: { ...facts, finishReasons: ['failed'], usage: null, error: 'The model failed.' },
    counted: { input: 8, output: 3 },
  },
  {
    ...api,
    title: 'a streamed response that ends in an error',
    answer: streamed(
      numbered([
        ...BEGINNING,
        { type: 'error', code: 'rate_limit_exceeded', message: 'Too many tokens.', param: null },
      ]),
    ),
    ask: ({ openai }) => collect(openai.responses.create({ ...request, stream: true })),
    facts: { ...facts, finishReasons: [], usage: null, error: 'Too many tokens.' },
    counted: { input: 8, output: 3 },
  },
  {
    ...api,
    title: 'a streamed response that ends in an error in the older form',
    answer: streamed(
      numbered([...BEGINNING, { type: 'error', error: { type: 'server_error', message: 'Broken.' } }]),
    ),
    ask: ({ openai }) => collect(openai.responses.create({ ...request, stream: true })),
    facts: { ...facts, finishReasons: [], usage: null, error: 'Broken.' },
    counted: { input: 8, output: 3 },
  },
]
