import { type StepContext, type StepResult, defineAdapter } from '../../contract.ts'
import { identityOf } from '../../install/installed-lock.ts'
import { AgentOptions } from '../../opencode/agent-options.ts'
import { carryOut } from '../../opencode/assignment.ts'
import { ROOT_MARK, markAsRoot } from '../../opencode/project-root.ts'
import { codeContents, hasWork } from '../../file-contents.ts'
import { installation } from './install.ts'
import { scripted } from './scripted.ts'

const NOT_ARTIFACTS = [ROOT_MARK]

export const adapter = defineAdapter({
  id: 'opencode',
  title: 'opencode',
  description:
    'A coding agent by itself: one conversation a step, with a shell and tools to read, search and edit.',
  licence: 'MIT',
  homepage: 'https://opencode.ai',
  options: AgentOptions,
  installation,
  identity: ({ installDir }) => identityOf(installDir),
  runStep,
  notArtifacts: NOT_ARTIFACTS,
  scripted,
})

async function runStep(context: StepContext<AgentOptions>): Promise<StepResult> {
  const { workspace, prompt } = context
  await markAsRoot(workspace)
  const before = await codeContents(workspace, NOT_ARTIFACTS)
  const reason = await carryOut(context, {
    endpoint: context.endpoint('agent'),
    text: prompt,
    answer: 'clarification',
    missing: async () =>
      hasWork(before, await codeContents(workspace, NOT_ARTIFACTS))
        ? undefined
        : 'no file was written or changed',
  })
  return reason === undefined ? { outcome: 'passed' } : { outcome: 'failed', reason }
}
