import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdir, mkdtemp, rm } from 'node:fs/promises'
import { type ServerResponse, createServer } from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { text } from 'node:stream/consumers'
import type { ScriptedReply, ScriptedRequest } from '@genai-devbench/schema'
import * as z from 'zod'
import type { Adapter, CommandResult, StepContext, StepResult } from '../../src/contract.ts'
import { asChatRequest, responseOf } from './responses-api.ts'

export type Answer = ScriptedReply | { status: number }
export type Model = (request: ScriptedRequest) => Answer

const ChatRequest = z.object({
  model: z.string(),
  messages: z.array(
    z.object({
      role: z.string(),
      content: z.union([z.string(), z.array(z.object({ text: z.string().optional() })), z.null()]),
    }),
  ),
  tools: z.array(z.object({ function: z.object({ name: z.string() }) })).optional(),
  temperature: z.number().optional(),
  seed: z.int().optional(),
  stream: z.boolean().nullish(),
})
type ChatRequest = z.infer<typeof ChatRequest>

export interface Call {
  phase: string
  body: ChatRequest
}

/** A run of a framework: a project, a HOME and a model on loopback that answers as told and remembers what it was asked. */
export class FrameworkRun<Options> implements AsyncDisposable {
  readonly calls: Call[] = []
  readonly notes: string[] = []
  readonly questions: { question: string; answer: string }[] = []
  /** Whether the model is there under /v1/responses, too. */
  servesResponses = false
  /** Requests that were not for the model. */
  readonly strays: string[] = []
  answer: Model
  options: Options
  hitl: Record<string, string> = {}
  environment: Record<string, string> = {}
  temperature: number | undefined = 0.3
  #prompt = ''
  #steps = 0
  readonly root: string
  readonly installDir: string
  readonly #adapter: Adapter<Options>
  readonly #server = createServer((request, response) => {
    void text(request).then((body) => this.#serve(request.method, request.url, body, response))
  })

  private constructor(adapter: Adapter<Options>, root: string, installDir: string) {
    this.#adapter = adapter
    this.answer = adapter.scripted
    this.options = adapter.options.parse({})
    this.root = root
    this.installDir = installDir
  }

  static async start<Options>(adapter: Adapter<Options>, installDir: string): Promise<FrameworkRun<Options>> {
    const root = await mkdtemp(join(tmpdir(), `${adapter.id}-test-`))
    const run = new FrameworkRun<Options>(adapter, root, installDir)
    await mkdir(run.workspace)
    for (const directory of ['home', 'tmp']) await mkdir(join(run.scratch, directory), { recursive: true })
    run.#server.listen(0, '127.0.0.1')
    await once(run.#server, 'listening')
    return run
  }

  #serve(method = '', url = '', body: string, response: ServerResponse): void {
    const [, phase, api] = /^\/(\w+)\/v1\/(chat\/completions|responses)$/.exec(url) ?? []
    const isResponses = api === 'responses'
    if (phase === undefined || (isResponses && !this.servesResponses)) {
      this.strays.push(`${method} ${url}`)
      response.writeHead(404).end()
      return
    }
    const json: unknown = JSON.parse(body)
    const call = { phase, body: ChatRequest.parse(isResponses ? asChatRequest(json) : json) }
    this.calls.push(call)
    const answer = this.answer(this.#asScripted(call))
    if ('status' in answer) {
      response.writeHead(answer.status, { 'content-type': 'application/json' })
      response.end(JSON.stringify({ error: { message: 'the model refused', type: 'test' } }))
      return
    }
    const isStream = call.body.stream === true
    const bodyOf = isResponses ? responseOf : isStream ? streamOf : completionOf
    response.writeHead(200, { 'content-type': isStream ? 'text/event-stream' : 'application/json' })
    response.end(bodyOf(answer, this.calls.length))
  }

  get workspace(): string {
    return join(this.root, 'project')
  }

  get scratch(): string {
    return join(this.root, 'scratch')
  }

  get url(): string {
    const address = this.#server.address()
    if (address === null || typeof address === 'string') throw new Error('the server does not listen')
    return `http://127.0.0.1:${address.port}`
  }

  async step(prompt: string): Promise<StepResult> {
    this.#prompt = prompt
    this.#steps += 1
    const context: StepContext<Options> = {
      prompt,
      step: { id: this.#steps, name: `Step ${this.#steps}`, executionIndex: this.#steps },
      workspace: this.workspace,
      scratch: this.scratch,
      installDir: this.installDir,
      options: this.options,
      model: 'vendor/model-1',
      temperature: this.temperature,
      seed: 42,
      intervene: (question, answer = '') => {
        this.questions.push({ question, answer })
        return this.hitl[answer]
      },
      endpoint: (phase) => ({ baseUrl: `${this.url}/${phase}/v1`, apiKey: 'throw-away' }),
      spawn: ({ file, args, cwd, env, input }) =>
        runProgram(
          file,
          args,
          cwd ?? this.workspace,
          { ...this.#cleanEnvironment(), ...env, ...this.environment },
          input,
        ),
      signal: AbortSignal.timeout(300_000),
      note: (message) => this.notes.push(message),
    }
    return this.#adapter.runStep(context)
  }

  #cleanEnvironment(): Record<string, string> {
    return {
      PATH: process.env['PATH'] ?? '',
      LANG: 'C.UTF-8',
      HOME: join(this.scratch, 'home'),
      TMPDIR: join(this.scratch, 'tmp'),
    }
  }

  #asScripted({ phase, body }: Call): ScriptedRequest {
    return {
      phase,
      prompt: this.#prompt,
      messages: body.messages.map(({ role, content }) => ({ role, text: textOf(content) })),
      tools: (body.tools ?? []).map((tool) => tool.function.name),
      random: () => 0.5,
      isDefective: false,
    }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#server.closeAllConnections()
    this.#server.close()
    await rm(this.root, { recursive: true, force: true, maxRetries: 3 })
  }
}

export async function startSeveral<Options>(
  count: number,
  adapter: Adapter<Options>,
  installDir: string,
): Promise<AsyncDisposable & { runs: FrameworkRun<Options>[] }> {
  const starts = Array.from({ length: count }, () => FrameworkRun.start(adapter, installDir))
  const runs = await Promise.all(starts)
  return {
    runs,
    async [Symbol.asyncDispose]() {
      await Promise.all(runs.map((run) => run[Symbol.asyncDispose]()))
    },
  }
}

export const textOf = (content: ChatRequest['messages'][number]['content']): string =>
  typeof content === 'string' ? content : (content ?? []).map((part) => part.text ?? '').join('\n')

/** What the user side of a request says, system prompt left out. */
export const saidBy = ({ body }: Call): string =>
  body.messages
    .filter(({ role }) => role === 'user')
    .map(({ content }) => textOf(content))
    .join('\n')

const USAGE = { prompt_tokens: 100, completion_tokens: 10, total_tokens: 110 }

const toolCall = (reply: { tool: string; arguments: unknown }, id: number) => ({
  id: `call_${id}`,
  type: 'function',
  function: { name: reply.tool, arguments: JSON.stringify(reply.arguments) },
})

function completionOf(reply: ScriptedReply, id: number): string {
  const message =
    'text' in reply
      ? { role: 'assistant', content: reply.text }
      : { role: 'assistant', content: null, tool_calls: [toolCall(reply, id)] }
  const choices = [{ index: 0, message, finish_reason: 'text' in reply ? 'stop' : 'tool_calls' }]
  return JSON.stringify({
    id: `r${id}`,
    object: 'chat.completion',
    created: 1,
    model: 'm',
    choices,
    usage: USAGE,
  })
}

function streamOf(reply: ScriptedReply, id: number): string {
  const delta =
    'text' in reply
      ? { role: 'assistant', content: reply.text }
      : { role: 'assistant', tool_calls: [{ index: 0, ...toolCall(reply, id) }] }
  const chunks = [
    { choices: [{ index: 0, delta, finish_reason: null }] },
    { choices: [{ index: 0, delta: {}, finish_reason: 'text' in reply ? 'stop' : 'tool_calls' }] },
    { choices: [], usage: USAGE },
  ].map((chunk) =>
    JSON.stringify({ id: `r${id}`, object: 'chat.completion.chunk', created: 1, model: 'm', ...chunk }),
  )
  return [...chunks, '[DONE]'].map((data) => `data: ${data}\n\n`).join('')
}

export async function runProgram(
  file: string,
  args: readonly string[],
  cwd: string,
  env: Record<string, string>,
  input = '',
): Promise<CommandResult> {
  const child = spawn(file, args, { cwd, env, stdio: 'pipe' })
  child.stdin.on('error', () => {})
  child.stdin.end(input)
  const [stdout, stderr] = await Promise.all([text(child.stdout), text(child.stderr), once(child, 'close')])
  return { exitCode: child.exitCode, signal: child.signalCode, stdout, stderr }
}
