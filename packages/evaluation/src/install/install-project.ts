import { randomBytes } from 'node:crypto'
import { existsSync } from 'node:fs'
import { mkdir, readlink, symlink } from 'node:fs/promises'
import { join, resolve } from 'node:path'
import { removeTree, sha256 } from '@genai-devbench/files'
import type { InstallResult } from '@genai-devbench/schema'
import type { ProgramResult } from '../confined/running-program.ts'
import { INSTALLERS, type PackageInstaller, type Wanted } from './installers.ts'

/** What programs of the project need besides the project. */
export interface Installation {
  result: InstallResult
  /** Directories whose programs come first. */
  path: readonly string[]
  /** Directories that they read. */
  readable: readonly string[]
  /** Where the project has to have a link to, by its name there. */
  links: Readonly<Record<string, string>>
}

export interface InstallOptions {
  /** Keeps what was installed, by the hash of the file that asked for it. */
  cacheDir: string
  isolation: 'bwrap' | 'none'
  timeoutMs: number
}

/** What failed once is not tried again by this process: that would take as long for every step of every run. */
const failures = new Map<string, string>()

/** Installs what a project's requirements.txt, pyproject.toml or package.json asks for, or takes it from the cache. */
export async function installProject(project: string, options: InstallOptions): Promise<Installation> {
  const started = performance.now()
  const found = await Promise.all(INSTALLERS.map((installer) => installer.wanted(project)))
  const index = found.findIndex((one) => one !== undefined)
  const [installer, wanted] = [INSTALLERS[index], found[index]]
  const result = (outcome: InstallResult['outcome'], reason: string | null): InstallResult => ({
    file: wanted?.file ?? null,
    outcome,
    reason,
    duration_ms: performance.now() - started,
  })
  if (!installer || !wanted) return { result: result('nothing_to_install', null), ...NOTHING }
  const key = `${installer.id}-${sha256(wanted.key).slice(0, 32)}`
  const kept = join(options.cacheDir, key)
  const gives = async () => installer.gives(resolve(options.cacheDir, await readlink(kept)))
  if (existsSync(kept)) return { result: result('taken_from_cache', null), ...(await gives()) }
  const failure = failures.get(kept) ?? (await make(installer, wanted.files, { ...options, kept }))
  if (failure === undefined) return { result: result('installed', null), ...(await gives()) }
  failures.set(kept, failure)
  return { result: result('failed', failure), ...NOTHING }
}

const NOTHING = { path: [], readable: [], links: {} }

/** For a project that asks for nothing. */
export const NOTHING_INSTALLED: Installation = {
  result: { file: null, outcome: 'nothing_to_install', reason: null, duration_ms: 0 },
  ...NOTHING,
}

/** Installs into a directory of its own, which then gets its name: others may be about the same. Returns why it failed. */
async function make(
  installer: PackageInstaller,
  files: Wanted['files'],
  { cacheDir, kept, isolation, timeoutMs }: InstallOptions & { kept: string },
): Promise<string | undefined> {
  const directory = `${kept}.${randomBytes(6).toString('hex')}`
  await mkdir(directory, { recursive: true })
  const failure = await installer.install(directory, files, { isolation, timeoutMs }).then(
    (ended) => (ended.exitCode === 0 ? undefined : lastWords(ended, timeoutMs)),
    (error: Error) => error.message,
  )
  if (failure !== undefined) {
    await removeTree(directory)
    return failure
  }
  await symlink(directory.slice(cacheDir.length + 1), kept).catch(async (error: NodeJS.ErrnoException) => {
    await removeTree(directory)
    if (error.code !== 'EEXIST') throw error
  })
  return undefined
}

function lastWords({ stderr, stdout, timedOut }: ProgramResult, timeoutMs: number): string {
  if (timedOut) return `not installed within ${timeoutMs / 1000} s`
  return (stderr.trim() || stdout.trim() || 'no reason was given').slice(-500)
}
