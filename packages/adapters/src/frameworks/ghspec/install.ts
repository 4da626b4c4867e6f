import { rm } from 'node:fs/promises'
import { join } from 'node:path'
import type { InstallProgress } from '../../contract.ts'
import { type Recipe, lockedInstallation } from '../../install/locked-installation.ts'
import { agentFaults, installAgent } from '../../opencode/install-agent.ts'
import { findPython } from '../../python/find-python.ts'
import { makeVenv, pipFreeze, pipInstall } from '../../python/virtual-environment.ts'
import { relativeLink } from '../../install/relative-link.ts'
import { versionFault } from '../../install/version-fault.ts'
import { PARTS, PYTHON, SPEC_KIT, layoutOf } from './parts.ts'

export const installation = lockedInstallation({
  subject: 'spec-kit and its agent are',
  parts: PARTS,
  python: PYTHON,
  make,
  faults,
})

async function make(dir: string, progress: InstallProgress): ReturnType<Recipe['make']> {
  const { report, signal } = progress
  const { venv, specify } = layoutOf(dir)
  const python = await findPython('spec-kit', PYTHON, progress)
  // A virtual environment cannot be trusted half-made.
  await rm(venv, { recursive: true, force: true })
  report(`Installing ${SPEC_KIT.name} ${SPEC_KIT.version} from PyPI for Python ${python.version} ...`)
  await makeVenv(python, venv, signal)
  await pipInstall(venv, [`${SPEC_KIT.name}==${SPEC_KIT.version}`], signal)
  await relativeLink(join(venv, 'bin', 'specify'), specify)
  return {
    python: python.version,
    python_packages: await pipFreeze(venv, signal),
    npm_packages: await installAgent(dir, progress),
  }
}

async function faults(dir: string): Promise<string[]> {
  const own = await Promise.all([
    versionFault({ name: 'spec-kit', program: layoutOf(dir).specify, version: SPEC_KIT.version }),
    versionFault({ name: 'bash, which the scripts of spec-kit need,', program: 'bash' }),
  ])
  return [...own.filter((fault) => fault !== undefined), ...(await agentFaults(dir))]
}
