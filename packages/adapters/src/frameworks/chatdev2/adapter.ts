import { type StepContext, type StepResult, defineAdapter } from '../../contract.ts'
import { hasWork } from '../../file-contents.ts'
import { identityOf } from '../../install/installed-lock.ts'
import { installationOf } from '../../python/python-framework.ts'
import { CHATDEV2 } from './framework.ts'
import { ChatDev2Options } from './options.ts'
import { scripted } from './scripted.ts'
import { codeOf, openSession, takeOver } from './session.ts'
import { RUN_WORKFLOW, runWorkflow } from './workflow.ts'

export const adapter = defineAdapter({
  id: 'chatdev2',
  title: 'ChatDev 2',
  description:
    'The software company of ChatDev as a graph of agents with tools: a programmer writes and completes the code, a reviewer and a tester send it back, a manual is written.',
  licence: 'Apache-2.0',
  homepage: CHATDEV2.source.repository,
  options: ChatDev2Options,
  installation: installationOf(CHATDEV2),
  identity: ({ installDir }) => identityOf(installDir),
  reads: () => [RUN_WORKFLOW],
  runStep,
  scripted,
})

async function runStep(context: StepContext<ChatDev2Options>): Promise<StepResult> {
  const before = await codeOf(context.workspace)
  const fault = await work(context)
  if (fault !== undefined) return { outcome: 'failed', reason: fault }
  return hasWork(before, await codeOf(context.workspace))
    ? { outcome: 'passed' }
    : { outcome: 'failed', reason: 'ChatDev ended well, but no file of code is new or changed' }
}

/** Why the workflow did not come to its end, if it did not. However it ends: what there is of it is evidence. */
async function work(context: StepContext<ChatDev2Options>): Promise<string | undefined> {
  const session = await openSession(context)
  try {
    return await runWorkflow(context, session)
  } finally {
    await takeOver(session, context.workspace)
  }
}
