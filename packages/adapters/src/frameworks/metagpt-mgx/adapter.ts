import { type StepContext, type StepResult, defineAdapter } from '../../contract.ts'
import { identityOf } from '../../install/installed-lock.ts'
import { installationOf } from '../../python/python-framework.ts'
import { METAGPT_MGX } from './framework.ts'
import { TeamOptions } from './options.ts'
import { codeIn, productFault } from './project.ts'
import { scripted } from './scripted.ts'
import { TEAM_PROGRAM, runTeam } from './team.ts'
import { answersWithoutBlock } from './words.ts'

export const adapter = defineAdapter({
  id: 'metagpt-mgx',
  title: 'MetaGPT (MGX)',
  description:
    'A team of agents with tools: a leader hands out the work, a product manager and an architect write documents, an engineer writes the code with editor and terminal.',
  licence: 'MIT',
  homepage: METAGPT_MGX.source.repository,
  options: TeamOptions,
  installation: installationOf(METAGPT_MGX),
  identity: ({ installDir }) => identityOf(installDir),
  reads: () => [TEAM_PROGRAM],
  runStep,
  scripted,
})

async function runStep(context: StepContext<TeamOptions>): Promise<StepResult> {
  const before = await codeIn(context.workspace)
  const { failure, log } = await runTeam(context)
  const reason = failure ?? (await productFault(context.workspace, before, answersWithoutBlock(log)))
  return reason === undefined ? { outcome: 'passed' } : { outcome: 'failed', reason }
}
