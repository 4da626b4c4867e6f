import { type StepContext, type StepResult, defineAdapter } from '../../contract.ts'
import { identityOf } from '../../install/installed-lock.ts'
import { runCompany } from './company.ts'
import { installation } from './install.ts'
import { CompanyOptions } from './options.ts'
import { PROJECTS, codeHash, projectIn, publish } from './project.ts'
import { scripted } from './scripted.ts'

export const adapter = defineAdapter({
  id: 'metagpt',
  title: 'MetaGPT',
  description:
    'A software company of agents: product manager, architect and project manager write documents, an engineer writes and reviews the code file by file.',
  licence: 'MIT',
  homepage: 'https://github.com/FoundationAgents/MetaGPT',
  options: CompanyOptions,
  installation,
  identity: ({ installDir }) => identityOf(installDir),
  runStep,
  notArtifacts: [PROJECTS],
  scripted,
})

async function runStep(context: StepContext<CompanyOptions>): Promise<StepResult> {
  const project = projectIn(context.workspace)
  const before = await codeHash(project)
  const gaveUp = await runCompany(context, project)
  const after = await codeHash(project)
  // Also after a failure: what there is of it is evidence.
  if (after !== undefined) await publish(project, context.workspace)
  const reason = gaveUp ?? (after === before ? 'MetaGPT wrote or changed no file of code' : undefined)
  return reason === undefined ? { outcome: 'passed' } : { outcome: 'failed', reason }
}
