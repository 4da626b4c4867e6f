import { lockedInstallation } from '../../install/locked-installation.ts'
import { agentFaults, installAgent } from '../../opencode/install-agent.ts'
import { AGENT_PARTS } from '../../opencode/parts.ts'

export const installation = lockedInstallation({
  subject: 'opencode is',
  parts: AGENT_PARTS,
  make: async (dir, progress) => ({ npm_packages: await installAgent(dir, progress) }),
  faults: agentFaults,
})
