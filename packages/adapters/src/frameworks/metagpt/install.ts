import { mkdir, readFile, rm } from 'node:fs/promises'
import { fileURLToPath } from 'node:url'
import { UserError } from '@genai-devbench/schema'
import type { InstallProgress, Installation } from '../../contract.ts'
import { loadLock, lockFile, missingParts, versionsOf, writeLock } from '../../installed-lock.ts'
import { findPython, rangeText } from '../../python-venv/find-python.ts'
import { otherPins, pinsIn } from '../../python-venv/pins.ts'
import { makeVenv, pipFreeze, pipInstall, pythonIn } from '../../python-venv/virtual-environment.ts'
import { runTool } from '../../run-tool.ts'
import { versionFault } from '../../version-fault.ts'
import { METAGPT, PARTS, PYTHON, layoutOf } from './parts.ts'

export const installation: Installation = { python: rangeText(PYTHON), parts: PARTS, install, check }

const REQUIREMENTS = fileURLToPath(new URL('requirements.txt', import.meta.url))
const FIRST_IMPORT = fileURLToPath(new URL('first_import.py', import.meta.url))
const BUILD_TOOLS = /^(setuptools|wheel)==/

async function install(dir: string, progress: InstallProgress): Promise<void> {
  const { report, signal } = progress
  if ((await check(dir)).length === 0) return report('Everything is installed already.')
  const { venv } = layoutOf(dir)
  const python = await findPython('MetaGPT', PYTHON, progress)
  // The lock goes first, so that a crash here is seen; a virtual environment cannot be trusted half-made.
  for (const path of [lockFile(dir), venv]) await rm(path, { recursive: true, force: true })
  await mkdir(dir, { recursive: true })
  await makeVenv(python, venv, signal)
  const pins = await wantedPins()
  report(
    `Installing MetaGPT ${METAGPT.version} and ${pins.length - 1} packages that it needs from PyPI for Python ${python.version} ...`,
  )
  await pipInstall(
    venv,
    pins.filter((pin) => BUILD_TOOLS.test(pin)),
    signal,
  )
  const flags = ['--no-deps', '--no-build-isolation', '--no-compile']
  await pipInstall(venv, [...flags, '--requirement', REQUIREMENTS], signal)
  report('Importing it for the first time ...')
  // What a run imports is compiled here, so that no run writes into the installation. Far less than pip would compile.
  await runTool(pythonIn(venv), [FIRST_IMPORT], signal)
  await writeLock(dir, {
    parts: versionsOf(PARTS),
    python: python.version,
    python_packages: await pipFreeze(venv, signal),
  })
  const faults = await check(dir)
  if (faults.length === 0) return
  await rm(lockFile(dir), { force: true })
  throw new UserError('install_failed', faults.join(' '))
}

async function check(dir: string): Promise<string[]> {
  const lock = await loadLock(dir)
  const missing = missingParts(lock, PARTS, 'MetaGPT is')
  if (!lock || missing.length > 0) return missing
  const others = otherPins(await wantedPins(), lock.python_packages ?? [])
  if (others.length > 0)
    return [`Other packages are installed than MetaGPT is run with: ${others.join(', ')} needed.`]
  const faults = await Promise.all([
    versionFault({
      name: 'MetaGPT',
      program: pythonIn(layoutOf(dir).venv),
      args: ['-c', PRINT_VERSION],
      version: METAGPT.version,
    }),
    versionFault({ name: 'git, which MetaGPT needs,', program: 'git' }),
  ])
  return faults.filter((fault) => fault !== undefined)
}

const PRINT_VERSION = `from importlib.metadata import version; print(version('${METAGPT.name}'))`

const wantedPins = async (): Promise<string[]> => pinsIn(await readFile(REQUIREMENTS, 'utf8'))
