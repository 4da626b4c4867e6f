import { existsSync } from 'node:fs'
import { rm } from 'node:fs/promises'
import { join } from 'node:path'
import type { InstallProgress, Installation } from '../contract.ts'
import type { InstalledLock } from '../install/installed-lock.ts'
import { type Recipe, lockedInstallation } from '../install/locked-installation.ts'
import { type PythonRange, findPython } from './find-python.ts'
import { otherPins } from './pins.ts'
import { makeVenv, pipFreeze, pipInstall, pythonIn } from './virtual-environment.ts'
import { runTool } from '../install/run-tool.ts'
import { type Source, placeSource } from '../install/source-checkout.ts'

/** A framework in Python that is published as a repository and not as a package. */
export interface PythonFramework {
  title: string
  source: Source
  python: PythonRange
  /** `name==version` of every package it needs, those that these need included: nothing else is installed. */
  packages: readonly string[]
  /** What else belongs to the installation; called when all the rest is there. */
  complete?(layout: Layout, progress: InstallProgress): Promise<void>
  /** What is wrong with that, in sentences. */
  faults?(layout: Layout): Promise<string[]>
}

export type Layout = ReturnType<typeof layoutOf>

/** Where things are in an installation. */
export function layoutOf(installDir: string) {
  const venv = join(installDir, 'venv')
  return {
    installDir,
    source: join(installDir, 'source'),
    venv,
    python: pythonIn(venv),
    bin: join(venv, 'bin'),
  }
}

/** One commit of the repository beside a virtual environment of its own. Nothing of it changes after it was made. */
export function installationOf(framework: PythonFramework): Installation {
  const { title, source, python } = framework
  const name = source.repository.replace(/^.*\/|\.git$/g, '')
  return lockedInstallation({
    subject: `${title} is`,
    parts: [{ name, version: source.commit, source: source.repository }],
    python,
    checkout: source,
    make: (dir, progress) => make(framework, dir, progress),
    faults: (dir, lock) => faultsOf(framework, dir, lock),
  })
}

async function make(
  { title, source, python, packages, complete }: PythonFramework,
  dir: string,
  progress: InstallProgress,
): ReturnType<Recipe['make']> {
  const { report, signal } = progress
  const layout = layoutOf(dir)
  const found = await findPython(title, python, progress)
  // A virtual environment cannot be trusted half-made.
  for (const path of [layout.venv, layout.source]) await rm(path, { recursive: true, force: true })
  await placeSource(source, layout.source, progress)
  report(`Installing ${packages.length} packages for Python ${found.version} ...`)
  await makeVenv(found, layout.venv, signal)
  await pipInstall(layout.venv, ['--no-deps', ...packages], signal)
  await runTool(layout.python, ['-m', 'pip', '--disable-pip-version-check', 'check'], signal)
  // Runs write no byte code here: several may start at once.
  await runTool(layout.python, ['-m', 'compileall', '-q', layout.source], signal)
  await complete?.(layout, progress)
  return { python: found.version, python_packages: await pipFreeze(layout.venv, signal) }
}

async function faultsOf(
  { title, packages, faults }: PythonFramework,
  dir: string,
  { python_packages = [] }: InstalledLock,
): Promise<string[]> {
  const others = otherPins(packages, python_packages)
  if (others.length > 0)
    return [`Other Python packages than ${title} is pinned to are installed: it needs ${others.join(', ')}.`]
  const layout = layoutOf(dir)
  const gone = [layout.source, layout.python].filter((path) => !existsSync(path))
  if (gone.length > 0) return gone.map((path) => `${path} is gone.`)
  return (await faults?.(layout)) ?? []
}
