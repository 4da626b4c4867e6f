import { readFile, rm } from 'node:fs/promises'
import { fileURLToPath } from 'node:url'
import type { InstallProgress } from '../../contract.ts'
import type { InstalledLock } from '../../install/installed-lock.ts'
import { type Recipe, lockedInstallation } from '../../install/locked-installation.ts'
import { findPython } from '../../python/find-python.ts'
import { otherPins, pinsIn } from '../../python/pins.ts'
import { makeVenv, pipFreeze, pipInstall, pythonIn } from '../../python/virtual-environment.ts'
import { runTool } from '../../install/run-tool.ts'
import { versionFault } from '../../install/version-fault.ts'
import { METAGPT, PARTS, PYTHON, layoutOf } from './parts.ts'

export const installation = lockedInstallation({
  subject: 'MetaGPT is',
  parts: PARTS,
  python: PYTHON,
  make,
  faults,
})

const REQUIREMENTS = fileURLToPath(new URL('requirements.txt', import.meta.url))
const FIRST_IMPORT = fileURLToPath(new URL('first_import.py', import.meta.url))
const BUILD_TOOLS = /^(setuptools|wheel)==/

async function make(dir: string, progress: InstallProgress): ReturnType<Recipe['make']> {
  const { report, signal } = progress
  const { venv } = layoutOf(dir)
  const python = await findPython('MetaGPT', PYTHON, progress)
  // A virtual environment cannot be trusted half-made.
  await rm(venv, { recursive: true, force: true })
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
  return { python: python.version, python_packages: await pipFreeze(venv, signal) }
}

async function faults(dir: string, { python_packages = [] }: InstalledLock): Promise<string[]> {
  const others = otherPins(await wantedPins(), python_packages)
  if (others.length > 0)
    return [`Other packages are installed than MetaGPT is run with: ${others.join(', ')} needed.`]
  const found = await Promise.all([
    versionFault({
      name: 'MetaGPT',
      program: pythonIn(layoutOf(dir).venv),
      args: ['-c', PRINT_VERSION],
      version: METAGPT.version,
    }),
    versionFault({ name: 'git, which MetaGPT needs,', program: 'git' }),
  ])
  return found.filter((fault) => fault !== undefined)
}

const PRINT_VERSION = `from importlib.metadata import version; print(version('${METAGPT.name}'))`

const wantedPins = async (): Promise<string[]> => pinsIn(await readFile(REQUIREMENTS, 'utf8'))
