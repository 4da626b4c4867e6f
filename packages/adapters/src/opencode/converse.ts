import { mkdir, writeFile } from 'node:fs/promises'
import { delimiter, dirname, join } from 'node:path'
import type { Endpoint, StepContext } from '../contract.ts'
import { lastLine } from '../last-line.ts'
import { agentConfig } from './agent-config.ts'
import { errorOf, eventsOf } from './agent-events.ts'
import type { AgentOptions } from './agent-options.ts'
import { AGENT, agentLayoutOf } from './parts.ts'

export interface Conversation {
  /** Why the agent gave up; undefined when it came to an end by itself. */
  failure: string | undefined
  session: string | undefined
  /** The last thing it said. */
  lastWords: string
}

/** How the agent is reached. */
export interface Channel {
  endpoint: Endpoint
  /** A slash command of the project, which lies in its .opencode/. Default: none. */
  command?: string
}

/** Says something to the agent: in a new conversation, or in one that has come to its end. */
export async function converse(
  context: StepContext<AgentOptions>,
  { endpoint, command }: Channel,
  text: string,
  session?: string,
): Promise<Conversation> {
  const { workspace, scratch, installDir } = context
  const home = join(scratch, 'home')
  const configFile = join(scratch, 'opencode.json')
  const commands = command === undefined ? [] : [join(workspace, '.opencode')]
  for (const directory of [join(home, '.config', 'opencode'), ...commands])
    await satisfyDependencies(directory)
  await writeFile(configFile, JSON.stringify(agentConfig(context, endpoint), null, 2))
  const { bin, opencode } = agentLayoutOf(installDir)
  const commandArgs = command === undefined ? [] : ['--command', command]
  const what = session === undefined ? commandArgs : ['--session', session]
  const { exitCode, signal, stdout, stderr } = await context.spawn({
    file: opencode,
    args: ['run', '--format', 'json', '--title', 'devbench', ...what],
    // As an argument it would get quotes of opencode's around it, and would be limited in length.
    input: text,
    env: {
      PATH: [bin, process.env['PATH'] ?? ''].join(delimiter),
      HOME: home,
      // The run knows nothing of where it is: neither of a repository around it nor of instructions for agents up the tree.
      GIT_CEILING_DIRECTORIES: dirname(workspace),
      OPENCODE_CONFIG: configFile,
      ...(command !== undefined && { OPENCODE_CONFIG_DIR: join(workspace, '.opencode') }),
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

/** opencode runs npm in each of its configuration directories, for plugins that are not used here, unless it looks done. */
async function satisfyDependencies(directory: string): Promise<void> {
  await mkdir(join(directory, 'node_modules'), { recursive: true })
  const lock = { packages: { '': { dependencies: { '@opencode-ai/plugin': AGENT.version } } } }
  await writeFile(join(directory, 'package-lock.json'), JSON.stringify(lock))
}
