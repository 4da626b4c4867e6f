import { type StepContext, type StepResult, defineAdapter } from '../../contract.ts'
import { hasWork } from '../../file-contents.ts'
import { identityOf } from '../../installed-lock.ts'
import { installationOf } from '../../python-framework.ts'
import { CHATDEV2 } from './framework.ts'
import { ChatDev2Options } from './options.ts'
import { scripted } from './scripted.ts'
import { codeOf, openSession, takeOver } from './session.ts'
import { runWorkflow } from './workflow.ts'

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
  runStep,
  scripted,
})

async function runStep(context: StepContext<ChatDev2Options>): Promise<StepResult> {
  const { workspace } = context
  const before = await codeOf(workspace)
  const session = await openSession(context)
  const fault = await runWorkflow(context, session)
  // Also after a failure: what there is of it is evidence.
  await takeOver(session, workspace)
  if (fault !== undefined) return { outcome: 'failed', reason: fault }
  return hasWork(before, await codeOf(workspace))
    ? { outcome: 'passed' }
    : { outcome: 'failed', reason: 'ChatDev ended well, but no file of code is new or changed' }
}
