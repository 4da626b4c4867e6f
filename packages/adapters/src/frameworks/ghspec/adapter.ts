import { type StepContext, type StepResult, defineAdapter } from '../../contract.ts'
import { identityOf } from '../../install/installed-lock.ts'
import { AgentOptions } from '../../opencode/agent-options.ts'
import { installation } from './install.ts'
import { PHASES, runPhase, takeSnapshot } from './phases.ts'
import { NOT_ARTIFACTS, scaffold } from './project.ts'
import { scripted } from './scripted.ts'

export const adapter = defineAdapter({
  id: 'ghspec',
  title: 'GitHub spec-kit',
  description:
    'Spec-driven development: specify, plan, tasks, implement, each a command of spec-kit carried out by the coding agent opencode.',
  licence: 'MIT',
  homepage: 'https://github.com/github/spec-kit',
  options: AgentOptions,
  installation,
  identity: ({ installDir }) => identityOf(installDir),
  runStep,
  notArtifacts: NOT_ARTIFACTS,
  scripted,
})

async function runStep(context: StepContext<AgentOptions>): Promise<StepResult> {
  const fault = await scaffold(context)
  if (fault !== undefined) return { outcome: 'failed', reason: fault }
  const before = await takeSnapshot(context.workspace)
  for (const phase of PHASES) {
    const reason = await runPhase(context, phase, before)
    if (reason !== undefined) return { outcome: 'failed', reason: `${phase.name}: ${reason}` }
  }
  return { outcome: 'passed' }
}
