import { mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { ProgramResult } from '../confined/running-program.ts'
import { contentOf } from '../content-of.ts'
import type { Installation } from './install-project.ts'
import { pythonDirectory } from '../confined/program-path.ts'
import { REQUIREMENTS, pythonRequirements } from './python-requirements.ts'
import { runInstaller } from './run-installer.ts'

/** One way in which projects say what they need. */
export interface PackageInstaller {
  id: string
  /** What a project asks for; undefined when it asks for nothing in this way. */
  wanted(project: string): Promise<Wanted | undefined>
  install(
    directory: string,
    files: Wanted['files'],
    options: { isolation: 'bwrap' | 'none'; timeoutMs: number },
  ): Promise<ProgramResult>
  /** What a finished installation gives to the programs of a project. */
  gives(directory: string): Omit<Installation, 'result'>
}

export interface Wanted {
  /** The file that asks. */
  file: string
  /** Equal for those who ask for the same. */
  key: string
  /** What the installer reads, by name. */
  files: Readonly<Record<string, Buffer | string>>
}

const MANIFEST = 'package.json'
const LOCK = 'package-lock.json'

const pip: PackageInstaller = {
  id: 'python',
  async wanted(project) {
    const asked = await pythonRequirements(project)
    if (asked === undefined) return undefined
    // An environment is tied to its interpreter.
    const [python = ''] = await pythonDirectory()
    return {
      file: asked.file,
      key: `${python}\0${asked.requirements}`,
      files: { [REQUIREMENTS]: asked.requirements },
    }
  },
  async install(directory, files, options) {
    await writeFiles(directory, files)
    return runInstaller({
      file: '/bin/sh',
      args: [
        '-c',
        `python3 -m venv venv && venv/bin/python -m pip --disable-pip-version-check --no-input install --quiet --no-cache-dir -r ${REQUIREMENTS}`,
      ],
      directory,
      ...options,
    })
  },
  gives: (directory) => ({ path: [join(directory, 'venv', 'bin')], readable: [directory], links: {} }),
}

const npm: PackageInstaller = {
  id: 'node',
  async wanted(project) {
    const manifest = await contentOf(project, MANIFEST)
    if (manifest === undefined || !hasDependencies(manifest.toString())) return undefined
    const lock = await contentOf(project, LOCK)
    return {
      file: MANIFEST,
      key: `${process.version}\0${manifest.toString()}\0${lock?.toString() ?? ''}`,
      files: { [MANIFEST]: manifest, ...(lock && { [LOCK]: lock }) },
    }
  },
  async install(directory, files, options) {
    await writeFiles(directory, files)
    await mkdir(join(directory, 'node_modules'))
    return runInstaller({
      file: 'npm',
      args: [LOCK in files ? 'ci' : 'install', '--no-audit', '--no-fund', '--loglevel=error'],
      directory,
      ...options,
    })
  },
  gives: (directory) => ({
    path: [join(directory, 'node_modules', '.bin')],
    readable: [directory],
    links: { node_modules: join(directory, 'node_modules') },
  }),
}

export const INSTALLERS = [pip, npm]

function hasDependencies(manifest: string): boolean {
  try {
    const { dependencies = {}, devDependencies = {} } = JSON.parse(manifest) as Record<string, object>
    return Object.keys({ ...dependencies, ...devDependencies }).length > 0
  } catch {
    return false
  }
}

async function writeFiles(directory: string, files: Wanted['files']): Promise<void> {
  for (const [name, content] of Object.entries(files)) await writeFile(join(directory, name), content)
}
