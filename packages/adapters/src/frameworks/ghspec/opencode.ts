import { mkdir, writeFile } from 'node:fs/promises'
import { delimiter, dirname, join } from 'node:path'
import * as z from 'zod'
import type { Endpoint, StepContext } from '../../contract.ts'
import { lastLine } from '../../last-line.ts'
import { AGENT, layoutOf } from './parts.ts'

export const AgentOptions = z.strictObject({
  context_tokens: z.int().positive().default(128_000).meta({
    description: 'Context window of the model. The agent shortens a conversation that comes near it.',
  }),
  output_tokens: z
    .int()
    .positive()
    .default(16_384)
    .meta({ description: 'Sent as max_tokens with every call.' }),
  web: z.boolean().default(false).meta({
    description:
      'Whether the agent may fetch web pages. Off: what a run can read does not change with the day.',
  }),
})
export type AgentOptions = z.infer<typeof AgentOptions>

export interface Conversation {
  /** Why the agent gave up; undefined when it came to an end by itself. */
  failure: string | undefined
  session: string | undefined
  /** The last thing it said. */
  lastWords: string
}

/** Runs a slash command of the project in a new conversation. */
export const runCommand = (
  context: StepContext<AgentOptions>,
  endpoint: Endpoint,
  command: string,
  text: string,
): Promise<Conversation> => converse(context, endpoint, ['--command', command], text)

/** Says something in a conversation that has come to its end. */
export const reply = (
  context: StepContext<AgentOptions>,
  endpoint: Endpoint,
  session: string,
  text: string,
): Promise<Conversation> => converse(context, endpoint, ['--session', session], text)

async function converse(
  context: StepContext<AgentOptions>,
  endpoint: Endpoint,
  args: readonly string[],
  text: string,
): Promise<Conversation> {
  const { workspace, scratch, installDir } = context
  const home = join(scratch, 'home')
  const configFile = join(scratch, 'opencode.json')
  for (const directory of [join(home, '.config', 'opencode'), join(workspace, '.opencode')])
    await satisfyDependencies(directory)
  await writeFile(configFile, JSON.stringify(configOf(context, endpoint), null, 2))
  const { bin, opencode } = layoutOf(installDir)
  const { exitCode, signal, stdout, stderr } = await context.spawn({
    file: opencode,
    args: ['run', '--format', 'json', '--title', 'devbench', ...args],
    // As an argument it would get quotes of opencode's around it, and would be limited in length.
    input: text,
    env: {
      PATH: [bin, process.env['PATH'] ?? ''].join(delimiter),
      HOME: home,
      // The run knows nothing of where it is: neither of a repository around it nor of instructions for agents up the tree.
      GIT_CEILING_DIRECTORIES: dirname(workspace),
      OPENCODE_CONFIG: configFile,
      OPENCODE_CONFIG_DIR: join(workspace, '.opencode'),
      OPENCODE_DISABLE_PROJECT_CONFIG: '1',
      OPENCODE_DISABLE_EXTERNAL_SKILLS: '1',
      OPENCODE_DISABLE_CLAUDE_CODE: '1',
      // It talks to its model and to nobody else.
      OPENCODE_DISABLE_AUTOUPDATE: '1',
      OPENCODE_DISABLE_MODELS_FETCH: '1',
      OPENCODE_DISABLE_LSP_DOWNLOAD: '1',
      OPENCODE_DISABLE_SHARE: '1',
      OPENCODE_DISABLE_DEFAULT_PLUGINS: '1',
    },
  })
  const events = eventsOf(stdout)
  return {
    failure:
      exitCode === 0
        ? undefined
        : (errorOf(events) ??
          lastLine(stderr) ??
          `the agent ended with ${signal ?? `exit code ${exitCode}`}`),
    session: events.find((event) => event.sessionID !== undefined)?.sessionID,
    lastWords: events.findLast((event) => event.type === 'text')?.part?.text ?? '',
  }
}

function configOf(
  { model, temperature, seed, workspace, options }: StepContext<AgentOptions>,
  { baseUrl, apiKey }: Endpoint,
): unknown {
  const ref = `bench/${model}`
  return {
    autoupdate: false,
    share: 'disabled',
    snapshot: false,
    enabled_providers: ['bench'],
    provider: {
      bench: {
        npm: '@ai-sdk/openai-compatible',
        // Time is the runner's to limit.
        options: { baseURL: baseUrl, apiKey, timeout: false, headerTimeout: false, chunkTimeout: false },
        models: {
          [model]: {
            temperature: temperature !== undefined,
            limit: { context: options.context_tokens, output: options.output_tokens },
            options: { seed },
          },
        },
      },
    },
    model: ref,
    small_model: ref,
    permission: { '*': 'allow', ...(!options.web && { webfetch: 'deny', websearch: 'deny' }) },
    agent: {
      title: { disable: true },
      ...(temperature !== undefined && { build: { temperature }, general: { temperature } }),
    },
    instructions: [join(workspace, 'AGENTS.md')],
  }
}

/** opencode runs npm in each of its configuration directories, for plugins that are not used here, unless it looks done. */
async function satisfyDependencies(directory: string): Promise<void> {
  await mkdir(join(directory, 'node_modules'), { recursive: true })
  const lock = { packages: { '': { dependencies: { '@opencode-ai/plugin': AGENT.version } } } }
  await writeFile(join(directory, 'package-lock.json'), JSON.stringify(lock))
}

const AgentEvent = z.object({
  type: z.string(),
  sessionID: z.string().optional(),
  part: z.object({ text: z.string().optional() }).optional(),
  error: z
    .object({
      name: z.string(),
      data: z.object({ message: z.string(), statusCode: z.int().optional() }).partial().optional(),
    })
    .optional(),
})
type AgentEvent = z.infer<typeof AgentEvent>

/** One event per line; the first line may be cut. */
function eventsOf(stdout: string): AgentEvent[] {
  return stdout.split('\n').flatMap((line) => {
    try {
      return AgentEvent.safeParse(JSON.parse(line)).data ?? []
    } catch {
      return []
    }
  })
}

function errorOf(events: readonly AgentEvent[]): string | undefined {
  const error = events.findLast((event) => event.error)?.error
  if (!error) return undefined
  const { message, statusCode } = error.data ?? {}
  return `${message ?? error.name}${statusCode === undefined ? '' : ` (status ${statusCode})`}`.slice(0, 500)
}
