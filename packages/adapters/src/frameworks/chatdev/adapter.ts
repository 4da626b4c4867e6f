import { readdir } from 'node:fs/promises'
import { type StepContext, type StepResult, defineAdapter } from '../../contract.ts'
import { identityOf } from '../../install/installed-lock.ts'
import { installationOf } from '../../python/python-framework.ts'
import { build, failureOf } from './build.ts'
import { type Company, openCompany, wareHouseOf } from './company.ts'
import { CHATDEV } from './framework.ts'
import { ChatDevOptions } from './options.ts'
import { codeOf, takeOver, unsupportedState } from './program.ts'
import { scripted } from './scripted.ts'

export const adapter = defineAdapter({
  id: 'chatdev',
  title: 'ChatDev 1',
  description:
    'A company of agents in role-play: executives choose form and language, a programmer, a reviewer and a tester make the program.',
  licence: 'Apache-2.0',
  homepage: CHATDEV.source.repository,
  options: ChatDevOptions,
  installation: installationOf(CHATDEV),
  identity: ({ installDir }) => identityOf(installDir),
  runStep,
  // It passes every field of a message to a constructor; `annotations`, of 2025, it does not have.
  messageFields: ['role', 'content', 'refusal', 'audio', 'function_call', 'tool_calls'],
  scripted,
})

async function runStep(context: StepContext<ChatDevOptions>): Promise<StepResult> {
  const reason = await makeProgram(context)
  return reason === undefined ? { outcome: 'passed' } : { outcome: 'failed', reason }
}

/** Why there is no new or changed program; undefined when there is one. */
async function makeProgram(context: StepContext<ChatDevOptions>): Promise<string | undefined> {
  const { workspace } = context
  const isFirst = (await readdir(workspace)).length === 0
  const unsupported = isFirst ? undefined : await unsupportedState(workspace)
  if (unsupported !== undefined) return unsupported
  const company = await openCompany(context, isFirst ? 'Default' : 'Incremental')
  const result = await build(context, company, isFirst ? undefined : workspace)
  if (result.exitCode !== 0) return failureOf(result)
  return deliver(company, workspace)
}

async function deliver(company: Company, workspace: string): Promise<string | undefined> {
  const { programs, unfinished } = await wareHouseOf(company)
  const [program] = programs
  if (program === undefined || unfinished.length > 0) return 'ChatDev ended before its program was finished'
  const before = await codeOf(workspace)
  const after = await codeOf(program)
  if (![...after].some(([name, hash]) => before.get(name) !== hash))
    return 'no code was written or changed: in its incremental mode ChatDev changes only what its review finds to change'
  await takeOver(program, workspace)
  return undefined
}
