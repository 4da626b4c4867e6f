import { mkdir, rm, symlink } from 'node:fs/promises'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import * as z from 'zod'
import type { StepContext } from '../../contract.ts'
import { lastLine } from '../../last-line.ts'
import { modelConfig, writeConfig } from '../../metagpt/config.ts'
import { failureOf, forgetFailure } from '../../metagpt/failure.ts'
import { type Place, environmentOf, placeIn } from '../../metagpt/place.ts'
import { layoutOf } from '../../python/python-framework.ts'
import { encodingsDir } from '../../python/tiktoken-encoding.ts'
import { humanAt } from './human.ts'
import { MEMBERS, TOOLS_PHASE } from './members.ts'
import type { TeamOptions } from './options.ts'

/** The program that is run with the framework's own Python. */
export const TEAM_PROGRAM = fileURLToPath(new URL('team.py', import.meta.url))

export interface TeamWork {
  /** Why the team gave up; undefined when it did not. */
  failure: string | undefined
  log: string
}

/** Has a team carry out the prompt in the workspace. */
export async function runTeam(context: StepContext<TeamOptions>): Promise<TeamWork> {
  const { scratch, workspace, installDir, options } = context
  const place = placeIn(scratch)
  const savedTeam = join(place.root, 'storage', 'team')
  await writeConfig(place, configOf(context))
  await workIn(workspace, place)
  await forgetFailure(savedTeam)
  await using human = await humanAt((question) => context.intervene(question, 'clarification'))
  const result = await context.spawn({
    file: layoutOf(installDir).python,
    args: [
      // Without the PYTHONPATH below, which is for the programs that it makes, and without byte code.
      '-E',
      '-B',
      TEAM_PROGRAM,
      `--rounds=${options.rounds}`,
      `--human-port=${human.port}`,
      `--saved-team=${savedTeam}`,
    ],
    env: { ...environmentOf(place), ...terminalOf(scratch), TIKTOKEN_CACHE_DIR: encodingsDir(installDir) },
    input: requirementOf(context),
  })
  const question = human.unanswered()
  if (question !== undefined) return { failure: unansweredFault(question), log: result.stderr }
  const failure = failureOf(savedTeam, result)
  if (failure === undefined && isUnfinished(result.stdout))
    context.note(`the ${options.rounds} rounds were over before the team had finished`)
  return { failure, log: result.stderr }
}

function configOf(context: StepContext<TeamOptions>): object {
  const roles = MEMBERS.map(({ role, phase }) => ({
    role,
    llm: modelConfig(context, context.endpoint(phase)),
  }))
  return { llm: modelConfig(context, context.endpoint(TOOLS_PHASE)), roles, mermaid: { engine: 'none' } }
}

/** Makes the project what the team works in: its terminals and editors start in the directory of that name. */
async function workIn(workspace: string, { root }: Place): Promise<void> {
  const link = join(root, 'workspace')
  await mkdir(root, { recursive: true })
  await rm(link, { force: true })
  await symlink(workspace, link)
}

/** For what its members start: what they install stays in this run. */
function terminalOf(scratch: string): Record<string, string> {
  const packages = join(scratch, 'packages')
  return { PIP_TARGET: packages, PYTHONPATH: packages }
}

/** The prompt, and where the project is: that is how this team is told to go on with one. */
const requirementOf = ({ prompt, workspace }: StepContext): string => `${prompt}

The project directory is ${workspace}. Work on the files that are there, if there are any, and put every file of the project there and not into a new directory of its own.
`

const unansweredFault = (question: string): string =>
  `MetaGPT asked a person, and nobody answers: ${question.trim().slice(0, 300)}`

const Ending = z.object({ is_idle: z.boolean() })

function isUnfinished(stdout: string): boolean {
  try {
    return !Ending.parse(JSON.parse(lastLine(stdout) ?? '')).is_idle
  } catch {
    return false
  }
}
