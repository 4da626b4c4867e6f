import { existsSync } from 'node:fs'
import { mkdir, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { UserError } from '@genai-devbench/schema'
import type { InstallProgress, Installation } from './contract.ts'
import { loadLock, lockFile, missingParts, versionsOf, writeLock } from './installed-lock.ts'
import { type PythonRange, findPython, rangeText } from './python-venv/find-python.ts'
import { otherPins } from './python-venv/pins.ts'
import { makeVenv, pipFreeze, pipInstall, pythonIn } from './python-venv/virtual-environment.ts'
import { runTool } from './run-tool.ts'
import { type Source, placeSource } from './source-checkout.ts'

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
  const parts = [{ name, version: source.commit, source: source.repository }]
  const check = (dir: string): Promise<string[]> => faultsOf(framework, parts, dir)
  return {
    checkout: source,
    python: rangeText(python),
    parts,
    check,
    async install(dir, progress) {
      if ((await check(dir)).length === 0) return progress.report('Everything is installed already.')
      await make(framework, parts, dir, progress)
      const faults = await check(dir)
      if (faults.length === 0) return
      await rm(lockFile(dir), { force: true })
      throw new UserError('install_failed', `${title}: ${faults.join(' ')}`)
    },
  }
}

async function make(
  { title, source, python, packages, complete }: PythonFramework,
  parts: Installation['parts'],
  dir: string,
  progress: InstallProgress,
): Promise<void> {
  const { report, signal } = progress
  const layout = layoutOf(dir)
  const found = await findPython(title, python, progress)
  // The lock goes first, so that a crash here is seen; a virtual environment cannot be trusted half-made.
  for (const path of [lockFile(dir), layout.venv, layout.source])
    await rm(path, { recursive: true, force: true })
  await mkdir(dir, { recursive: true })
  await placeSource(source, layout.source, progress)
  report(`Installing ${packages.length} packages for Python ${found.version} ...`)
  await makeVenv(found, layout.venv, signal)
  await pipInstall(layout.venv, ['--no-deps', ...packages], signal)
  await runTool(layout.python, ['-m', 'pip', '--disable-pip-version-check', 'check'], signal)
  // Runs write no byte code here: several may start at once.
  await runTool(layout.python, ['-m', 'compileall', '-q', layout.source], signal)
  await complete?.(layout, progress)
  await writeLock(dir, {
    parts: versionsOf(parts),
    python: found.version,
    python_packages: await pipFreeze(layout.venv, signal),
  })
}

async function faultsOf(
  { title, packages, faults }: PythonFramework,
  parts: Installation['parts'],
  dir: string,
): Promise<string[]> {
  const lock = await loadLock(dir)
  const missing = missingParts(lock, parts, `${title} is`)
  if (!lock || missing.length > 0) return missing
  const others = otherPins(packages, lock.python_packages ?? [])
  if (others.length > 0)
    return [`Other Python packages than ${title} is pinned to are installed: it needs ${others.join(', ')}.`]
  const layout = layoutOf(dir)
  const gone = [layout.source, layout.python].filter((path) => !existsSync(path))
  if (gone.length > 0) return gone.map((path) => `${path} is gone.`)
  return (await faults?.(layout)) ?? []
}
