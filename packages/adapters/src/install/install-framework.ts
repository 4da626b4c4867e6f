import { existsSync } from 'node:fs'
import { rm } from 'node:fs/promises'
import { resolve } from 'node:path'
import { makeDirectory } from '@genai-devbench/files'
import { UserError } from '@genai-devbench/schema'
import lockfile from 'proper-lockfile'
import type { Adapter, InstallProgress } from '../contract.ts'
import { installDir } from './install-dir.ts'

/**
 * Installs a framework into its directory, which is returned; undefined when it is built in. `from` names a local
 * checkout; without it the environment variable DEVBENCH_SOURCE_<ID> may. One installation of a framework at a time.
 */
export async function installFramework(
  { id, installation }: Adapter,
  progress: InstallProgress,
  env: NodeJS.ProcessEnv = process.env,
): Promise<string | undefined> {
  if (!installation) return undefined
  const from = progress.from ?? env[sourceVariable(id)]
  if (from !== undefined) checkSource(id, installation.checkout, from)
  const dir = installDir(id, env)
  await makeDirectory(dir)
  const release = await lockfile.lock(dir, { lockfilePath: `${dir}.lock` }).catch((cause: unknown) => {
    throw new UserError('install_locked', `Another process is installing ${id} in ${dir}.`, {
      hint: 'Wait for it to end.',
      cause,
    })
  })
  try {
    await installation.install(dir, { ...progress, ...(from === undefined ? {} : { from: resolve(from) }) })
  } finally {
    await release()
  }
  return dir
}

/** Removes an installation. Whether there was one. */
export async function removeFramework(id: string, env: NodeJS.ProcessEnv = process.env): Promise<boolean> {
  const dir = installDir(id, env)
  if (!existsSync(dir)) return false
  await rm(dir, { recursive: true, force: true })
  return true
}

export const sourceVariable = (id: string): string =>
  `DEVBENCH_SOURCE_${id.toUpperCase().replaceAll('-', '_')}`

function checkSource(id: string, checkout: { repository: string } | undefined, from: string): void {
  if (!checkout) {
    throw new UserError(
      'no_checkout',
      `${id} is installed from a package registry; a local checkout (${from}) cannot stand in.`,
      { hint: `Leave out --from and unset ${sourceVariable(id)}.` },
    )
  }
  if (!existsSync(from)) {
    throw new UserError('no_checkout', `There is no checkout at ${from}.`, {
      hint: `Name a directory with a checkout of ${checkout.repository}.`,
    })
  }
}
