import { rm } from 'node:fs/promises'
import { UserError } from '@genai-devbench/schema'
import type { InstallProgress, Installation } from '../../contract.ts'
import { loadLock, lockFile, missingParts, versionsOf, writeLock } from '../../installed-lock.ts'
import { agentFaults, installAgent } from '../../opencode/install-agent.ts'
import { AGENT_PARTS } from '../../opencode/parts.ts'

export const installation: Installation = { parts: AGENT_PARTS, install, check }

async function install(dir: string, progress: InstallProgress): Promise<void> {
  if ((await check(dir)).length === 0) return progress.report('Everything is installed already.')
  // The lock goes first, so that a crash here is seen.
  await rm(lockFile(dir), { force: true })
  await writeLock(dir, {
    parts: versionsOf(AGENT_PARTS),
    npm_packages: await installAgent(dir, progress),
  })
  const faults = await check(dir)
  if (faults.length === 0) return
  await rm(lockFile(dir), { force: true })
  throw new UserError('install_failed', faults.join(' '))
}

async function check(dir: string): Promise<string[]> {
  const missing = missingParts(await loadLock(dir), AGENT_PARTS, 'opencode is')
  return missing.length > 0 ? missing : agentFaults(dir)
}
