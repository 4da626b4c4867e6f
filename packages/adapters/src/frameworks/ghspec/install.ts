import { mkdir, readFile, rm, symlink, writeFile } from 'node:fs/promises'
import { join, relative } from 'node:path'
import { UserError } from '@genai-devbench/schema'
import type { InstallProgress, Installation } from '../../contract.ts'
import { loadLock, lockFile, missingParts, versionsOf, writeLock } from '../../installed-lock.ts'
import { type Python, findPython, rangeText } from '../../python-venv/find-python.ts'
import { makeVenv, pipFreeze, pipInstall } from '../../python-venv/virtual-environment.ts'
import { runTool } from '../../run-tool.ts'
import { versionFault } from '../../version-fault.ts'
import { npmPackages } from './npm-packages.ts'
import { AGENT, type Layout, PARTS, PYTHON, SEARCH, SPEC_KIT, layoutOf } from './parts.ts'

export const installation: Installation = { python: rangeText(PYTHON), parts: PARTS, install, check }

async function install(dir: string, progress: InstallProgress): Promise<void> {
  if ((await check(dir)).length === 0) return progress.report('Everything is installed already.')
  const layout = layoutOf(dir)
  const python = await findPython('spec-kit', PYTHON, progress)
  // Neither a virtual environment nor a tree of npm can be trusted half-made; the lock goes first, so that a crash here is seen.
  for (const path of [lockFile(dir), layout.bin, layout.venv, layout.npm])
    await rm(path, { recursive: true, force: true })
  await mkdir(layout.bin, { recursive: true })
  const pythonPackages = await installSpecKit(layout, python, progress)
  const nodePackages = await installAgent(layout, progress)
  await writeLock(dir, {
    parts: versionsOf(PARTS),
    python: python.version,
    python_packages: pythonPackages,
    npm_packages: nodePackages,
  })
  const faults = await check(dir)
  if (faults.length === 0) return
  await rm(lockFile(dir), { force: true })
  throw new UserError('install_failed', faults.join(' '))
}

async function installSpecKit(
  { venv, bin, specify }: Layout,
  python: Python,
  progress: InstallProgress,
): Promise<string[]> {
  progress.report(
    `Installing ${SPEC_KIT.name} ${SPEC_KIT.version} from PyPI for Python ${python.version} ...`,
  )
  await makeVenv(python, venv, progress.signal)
  await pipInstall(venv, [`${SPEC_KIT.name}==${SPEC_KIT.version}`], progress.signal)
  await link(join(venv, 'bin', 'specify'), specify, bin)
  return pipFreeze(venv, progress.signal)
}

/** Without install scripts: the agent's only picks the program of this platform, which is done here. */
async function installAgent(
  { npm, bin, opencode, rg }: Layout,
  progress: InstallProgress,
): Promise<string[]> {
  progress.report(
    `Installing ${AGENT.name} ${AGENT.version} and ${SEARCH.name} ${SEARCH.version} from npm ...`,
  )
  await mkdir(npm, { recursive: true })
  const manifest = {
    private: true,
    dependencies: { [AGENT.name]: AGENT.version, [SEARCH.name]: SEARCH.version },
  }
  await writeFile(join(npm, 'package.json'), JSON.stringify(manifest))
  const flags = [
    '--ignore-scripts',
    '--no-audit',
    '--no-fund',
    '--omit-lockfile-registry-resolved',
    '--loglevel=error',
  ]
  await runTool(
    'npm',
    ['install', '--prefix', npm, ...flags],
    progress.signal,
    'Is the npm registry within reach?',
  )
  await link(await workingAgent(npm, progress.signal), opencode, bin)
  await link(
    join(npm, 'node_modules', '@vscode', `ripgrep-${process.platform}-${process.arch}`, 'bin', 'rg'),
    rg,
    bin,
  )
  return npmPackages(JSON.parse(await readFile(join(npm, 'package-lock.json'), 'utf8')), npm)
}

/** The published programs need AVX2 or not, glibc or musl: the first that runs here is the right one. */
async function workingAgent(npm: string, signal: AbortSignal): Promise<string> {
  const platform = `opencode-${process.platform}-${process.arch}`
  for (const variant of ['', '-baseline', '-musl', '-baseline-musl']) {
    const program = join(npm, 'node_modules', `${platform}${variant}`, 'bin', 'opencode')
    const fault = await versionFault({ name: 'opencode', program, version: AGENT.version, signal })
    if (fault === undefined) return program
  }
  throw new UserError(
    'install_failed',
    `${AGENT.name} ${AGENT.version} brings no program that runs here (${platform}).`,
  )
}

async function check(dir: string): Promise<string[]> {
  const missing = missingParts(await loadLock(dir), PARTS, 'spec-kit and its agent are')
  if (missing.length > 0) return missing
  const { specify, opencode, rg } = layoutOf(dir)
  const faults = await Promise.all([
    versionFault({ name: 'spec-kit', program: specify, version: SPEC_KIT.version }),
    versionFault({ name: 'opencode', program: opencode, version: AGENT.version }),
    versionFault({ name: 'ripgrep', program: rg }),
    versionFault({ name: 'bash, which the scripts of spec-kit need,', program: 'bash' }),
  ])
  return faults.filter((fault) => fault !== undefined)
}

const link = (target: string, path: string, from: string): Promise<void> =>
  symlink(relative(from, target), path)
