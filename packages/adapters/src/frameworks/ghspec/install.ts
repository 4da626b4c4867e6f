import { mkdir, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { UserError } from '@genai-devbench/schema'
import type { InstallProgress, Installation } from '../../contract.ts'
import { loadLock, lockFile, missingParts, versionsOf, writeLock } from '../../installed-lock.ts'
import { agentFaults, installAgent } from '../../opencode/install-agent.ts'
import { findPython, rangeText } from '../../python-venv/find-python.ts'
import { makeVenv, pipFreeze, pipInstall } from '../../python-venv/virtual-environment.ts'
import { relativeLink } from '../../relative-link.ts'
import { versionFault } from '../../version-fault.ts'
import { PARTS, PYTHON, SPEC_KIT, layoutOf } from './parts.ts'

export const installation: Installation = { python: rangeText(PYTHON), parts: PARTS, install, check }

async function install(dir: string, progress: InstallProgress): Promise<void> {
  const { report, signal } = progress
  if ((await check(dir)).length === 0) return report('Everything is installed already.')
  const { venv, specify } = layoutOf(dir)
  const python = await findPython('spec-kit', PYTHON, progress)
  // The lock goes first, so that a crash here is seen; a virtual environment cannot be trusted half-made.
  for (const path of [lockFile(dir), venv]) await rm(path, { recursive: true, force: true })
  await mkdir(dir, { recursive: true })
  report(`Installing ${SPEC_KIT.name} ${SPEC_KIT.version} from PyPI for Python ${python.version} ...`)
  await makeVenv(python, venv, signal)
  await pipInstall(venv, [`${SPEC_KIT.name}==${SPEC_KIT.version}`], signal)
  await relativeLink(join(venv, 'bin', 'specify'), specify)
  await writeLock(dir, {
    parts: versionsOf(PARTS),
    python: python.version,
    python_packages: await pipFreeze(venv, signal),
    npm_packages: await installAgent(dir, progress),
  })
  const faults = await check(dir)
  if (faults.length === 0) return
  await rm(lockFile(dir), { force: true })
  throw new UserError('install_failed', faults.join(' '))
}

async function check(dir: string): Promise<string[]> {
  const missing = missingParts(await loadLock(dir), PARTS, 'spec-kit and its agent are')
  if (missing.length > 0) return missing
  const faults = await Promise.all([
    versionFault({ name: 'spec-kit', program: layoutOf(dir).specify, version: SPEC_KIT.version }),
    versionFault({ name: 'bash, which the scripts of spec-kit need,', program: 'bash' }),
  ])
  return [...faults.filter((fault) => fault !== undefined), ...(await agentFaults(dir))]
}
